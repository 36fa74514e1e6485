/** Who may use a route at all. What a caller may do to one resource is decided where that resource is. */
import { type Access, withheldFrom } from "../../domain/governance/entitlement.ts";
import type { Right } from "../../domain/governance/rights.ts";
import { problem } from "./problem.ts";

/**
 * What a route asks of its caller. `right`: the right it takes; "self": none, because the route is about the call's own
 * token or session. `own`: the right that is enough for what the caller asked for itself.
 */
export type Asks = { readonly right: Right | "self"; readonly own?: Right | undefined };

/** The refusal for a caller without the right; undefined for one who has it, or who may have it for what is their own. */
export const withheld = ({ right, own }: Asks, access: Access): Response | undefined => {
  if (right === "self") return undefined;
  const refused = withheldFrom(access, right);
  if (refused === undefined || (own !== undefined && withheldFrom(access, own) === undefined)) return undefined;
  return problem(refused);
};
