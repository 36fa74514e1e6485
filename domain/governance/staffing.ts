/**
 * What must hold of a change to who is in which role, whoever signed it: enough people remain who may sign, and an
 * administrator. And who would gain by it: they are not among those who allow it.
 */
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { type Entitlement, entitlementOf, officersIn, personOf, rolesOf, type Staffing } from "./entitlement.ts";
import { soundNumbers } from "./policy-rules.ts";
import type { FoundedGovernance } from "./state.ts";

const hasAdministrator = (governance: Staffing): boolean =>
  [...governance.assigned.keys()].some((actor) => rolesOf(governance, actor).includes("administrator"));

/** Refuses `governance.quorum-broken`, `governance.administrator-last`. */
export const soundStaffing = (before: FoundedGovernance, after: FoundedGovernance): Result<unknown> => {
  const enough = soundNumbers(after);
  if (!enough.ok) return enough;
  return hasAdministrator(before) && !hasAdministrator(after)
    ? refuse(refusal("governance.administrator-last", "no administrator would remain"))
    : ok(undefined);
};

const grows = (before: Entitlement, after: Entitlement): boolean =>
  [...after].some(([right, logins]) => logins < (before.get(right) ?? Number.POSITIVE_INFINITY));

/** The officers who would have more rights, or with fewer logins, in one of their accounts. */
export const gainers = (before: Staffing, after: Staffing): ReadonlySet<string> => {
  const actors = new Set([
    ...[...officersIn(before), ...officersIn(after)].map((id) => `officer:${id}`),
    ...before.assigned.keys(),
    ...after.assigned.keys(),
  ]);
  const growing = [...actors].filter((a) => grows(entitlementOf(before, a), entitlementOf(after, a)));
  const people = new Set(growing.flatMap((a) => [personOf(before, a), personOf(after, a)]));
  return new Set(officersIn(before).filter((id) => people.has(personOf(before, `officer:${id}`))));
};
