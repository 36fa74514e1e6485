/** What whoever runs the machine asks on an address of its own: health, and what is measured. */
import { Hono } from "hono";
import type { Metrics } from "../../domain/ports/metrics.ts";

/** `health`: /livez and /readyz, the same as on the other listeners. */
export const opsApp = (parts: { readonly health: Hono; readonly metrics: Pick<Metrics, "scrape"> }): Hono =>
  new Hono().route("/", parts.health).get("/metrics", async (c) => {
    const { type, text } = await parts.metrics.scrape();
    return c.body(text, 200, { "content-type": type, "cache-control": "no-store" });
  });
