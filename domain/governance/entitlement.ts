/** Which rights an actor has: from the roles that governance gave them, or else from what their kind has had from the beginning. */
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Right } from "./rights.ts";
import { builtInRoles } from "./roles.ts";
import type { FoundedGovernance } from "./state.ts";

/** Each right with the number of logins that it takes: of several roles the one that asks for the fewest. */
export type Entitlement = ReadonlyMap<Right, number>;

/**
 * The roles of an actor to whom nobody has assigned any. An officer's are those of the enrolment, and with them what
 * officers could do before there were others.
 */
const defaultRoles = (governance: FoundedGovernance, actor: string): readonly string[] => {
  const [kind, name = ""] = actor.split(":");
  if (kind === "operator") return ["operator"];
  if (kind === "service") return ["requester"];
  const officer = kind === "officer" ? governance.officers.get(name) : undefined;
  return officer?.isActive ? [...officer.roles, "security-officer"] : [];
};

export const rolesOf = (governance: FoundedGovernance, actor: string): readonly string[] =>
  defaultRoles(governance, actor);

export const entitlementOf = (governance: FoundedGovernance, actor: string): Entitlement => {
  const found = new Map<Right, number>();
  for (const id of rolesOf(governance, actor)) {
    const role = builtInRoles.get(id);
    for (const right of role?.rights ?? [])
      found.set(right, Math.min(found.get(right) ?? Number.POSITIVE_INFINITY, role?.logins ?? 1));
  }
  return found;
};

/** What a call may use of its actor's rights: less under a token with a scope. `logins`: how many people stand behind it. */
export type Access = { readonly entitlement: Entitlement; readonly logins: number };

/** Why a call may not use the right; undefined when it may. */
export const withheldFrom = ({ entitlement, logins }: Access, right: Right): Refusal | undefined => {
  const needed = entitlement.get(right);
  if (needed === undefined) return refusal("caller.forbidden", `this needs the right ${right}`, { right });
  if (needed <= logins) return undefined;
  return refusal("caller.logins-missing", `this takes ${needed} people who have logged in together`, { right, needed });
};
