import { refusal } from "../../kernel/refusal.ts";
import { refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { builtInRoles, type Role, RoleSchema } from "../roles.ts";
import { gainers, soundStaffing } from "../staffing.ts";
import { type FoundedGovernance, withEntry } from "../state.ts";

const withRole = (before: FoundedGovernance, role: Role): FoundedGovernance => ({
  ...before,
  roles: withEntry(before.roles, role.id, role),
});

/** Defined again, a role changes for everybody who is in it: none of them allows that they gain by it. */
export const roleDefined = changeKind({
  command: "DefineRole",
  event: "RoleDefined",
  tells: "A quorum of officers said which rights a role gives, and how many logins it takes.",
  fields: { role: RoleSchema },
  operation: "role.define",
  signs: ({ role }) => ({ subject: role.id, over: role }),
  lines: ({ role: { id, rights, logins } }) => [
    `change     define the role ${id}`,
    ...rights.map((right) => `right      ${right}`),
    `logins     ${logins}`,
  ],
  sound: (before, { role }) => {
    if (builtInRoles.has(role.id))
      return refuse(refusal("governance.role-reserved", "every ledger has a role of this name"));
    if (new Set(role.rights).size !== role.rights.length)
      return refuse(refusal("governance.role-unsound", "a right stands twice", { field: "role.rights" }));
    return soundStaffing(before, withRole(before, role));
  },
  rule: (before, { role }) => ({ gaining: gainers(before, withRole(before, role)) }),
  evolve: (before, { role }) => withRole(before, role),
});
