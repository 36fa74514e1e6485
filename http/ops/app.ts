/** What whoever runs the machine asks on an address of its own: health now, and the place for what else is measured. */
import { Hono } from "hono";

/** `health`: /livez and /readyz, the same as on the other listeners. */
export const opsApp = (parts: { readonly health: Hono }): Hono => new Hono().route("/", parts.health);
