import * as v from "valibot";
import { Actor, Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { roleOf } from "../entitlement.ts";
import { gainers, soundStaffing } from "../staffing.ts";
import { type FoundedGovernance, withEntry } from "../state.ts";

type Said = { readonly actor: string; readonly roles: readonly string[] };

const withRoles = (before: FoundedGovernance, { actor, roles }: Said): FoundedGovernance => ({
  ...before,
  assigned: withEntry(before.assigned, actor, roles),
});

/** Of an officer who is enrolled, a service or an operator. Refuses `governance.holder-reserved`, `governance.officer-unknown`. */
export const soundActor = (before: FoundedGovernance, actor: string): Result<unknown> | undefined => {
  const [kind, name = ""] = actor.split(":");
  if (kind === "system")
    return refuse(refusal("governance.holder-reserved", "the system acts by itself, and is nobody"));
  return kind === "officer" && !before.officers.get(name)?.isActive
    ? refuse(refusal("governance.officer-unknown", "no such officer is enrolled"))
    : undefined;
};

/** All the roles of an actor from here on; with none, no right. */
export const rolesAssigned = changeKind({
  command: "AssignRoles",
  event: "RolesAssigned",
  tells: "A quorum of officers said which roles somebody has; none of those who gained by it was counted.",
  fields: { actor: Actor, roles: v.pipe(v.array(Slug), v.maxLength(32)) },
  operation: "role.assign",
  signs: ({ actor, roles }) => ({ subject: actor.replace(":", "/"), over: { actor, roles } }),
  lines: ({ actor, roles }) => [
    `change     all the roles of ${actor} from here on`,
    `roles      ${roles.join(", ") || "none: no right at all"}`,
  ],
  sound: (before, said) => {
    const unfit = soundActor(before, said.actor);
    if (unfit !== undefined) return unfit;
    if (said.roles.some((id) => roleOf(before, id) === undefined))
      return refuse(refusal("governance.role-unknown", "no such role is defined"));
    if (new Set(said.roles).size !== said.roles.length)
      return refuse(refusal("governance.role-unsound", "a role stands twice", { field: "roles" }));
    return soundStaffing(before, withRoles(before, said));
  },
  rule: (before, said) => ({ gaining: gainers(before, withRoles(before, said)) }),
  evolve: withRoles,
});
