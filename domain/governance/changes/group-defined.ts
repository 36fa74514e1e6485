import { refusal } from "../../kernel/refusal.ts";
import { refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { accountsOf, officersAmong, officersIn } from "../entitlement.ts";
import { type Group, GroupSchema, reaches } from "../group.ts";
import { soundStaffing } from "../staffing.ts";
import { type FoundedGovernance, withEntry } from "../state.ts";
import { soundActor } from "./roles-assigned.ts";

const withGroup = (before: FoundedGovernance, group: Group): FoundedGovernance => ({
  ...before,
  groups: withEntry(before.groups, group.id, group),
});

/**
 * Officers who would act where they could not, or approve what only the group's members approve: also because the group lets
 * go of an authority, which is open to all then.
 */
const admitted = (before: FoundedGovernance, group: Group): ReadonlySet<string> => {
  const after = withGroup(before, group);
  const was = before.groups.get(group.id);
  const isRule = before.policy?.rules.some((r) => r.group === group.id) ?? false;
  const touched = [...(was?.authorities ?? []), ...group.authorities];
  const gains = (actor: string): boolean =>
    touched.some((a) => !reaches(before, actor, a) && reaches(after, actor, a)) ||
    (isRule && group.members.includes(actor) && was?.members.includes(actor) !== true);
  const actors = [...officersIn(before).map((id) => `officer:${id}`), ...before.persons.keys(), ...group.members];
  return officersAmong(actors.filter(gains).flatMap((actor) => accountsOf(before, actor)));
};

/** All of a group from here on. An authority that nobody owned is its members' alone with this; none of them gains by that. */
export const groupDefined = changeKind({
  command: "DefineGroup",
  event: "GroupDefined",
  tells: "A quorum of officers said who is in a group, and which authorities are its members' alone.",
  fields: { group: GroupSchema },
  operation: "group.define",
  signs: ({ group }) => ({ subject: group.id, over: group }),
  lines: ({ group: { id, members, authorities } }) => [
    `change     all of the group ${id} from here on`,
    `members    ${members.join(", ") || "nobody"}`,
    `owns       ${authorities.join(", ") || "nothing"}`,
  ],
  sound: (before, { group }) => {
    const unfit = group.members.map((m) => soundActor(before, m)).find((r) => r !== undefined);
    if (unfit !== undefined) return unfit;
    for (const field of ["members", "authorities"] as const)
      if (new Set(group[field]).size !== group[field].length)
        return refuse(refusal("governance.group-unsound", "a name stands twice", { field: `group.${field}` }));
    return soundStaffing(before, withGroup(before, group));
  },
  rule: (before, { group }) => ({ gaining: admitted(before, group) }),
  evolve: (before, { group }) => withGroup(before, group),
});
