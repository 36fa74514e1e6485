import { Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { soundStaffing } from "../staffing.ts";
import { type FoundedGovernance, silenced, withEntry } from "../state.ts";

/** Under the same id somebody may come after, and has not what this one had; that they are the same person remains said. */
const without = (before: FoundedGovernance, id: string): FoundedGovernance => {
  const officer = before.officers.get(id);
  if (!officer) throw new TypeError("an unknown officer retired");
  const actor = `officer:${id}`;
  // Nobody calls in the name of one who left, nor of one who comes after under the same id.
  const [tokens, logins] = [silenced(before.tokens, actor), silenced(before.logins, actor)];
  const assigned = new Map([...before.assigned].filter(([a]) => a !== actor));
  const enrolled = new Map(
    [...before.enrolled].map(([c, e]) => [c, e.credential.officer === id ? { ...e, isActive: false } : e] as const),
  );
  const groups = new Map(
    [...before.groups].map(([g, group]) => [g, { ...group, members: group.members.filter((m) => m !== actor) }]),
  );
  const officers = withEntry(before.officers, id, { ...officer, isActive: false });
  return { ...before, officers, tokens, logins, assigned, enrolled, groups };
};

export const officerRetired = changeKind({
  command: "RetireOfficer",
  event: "OfficerRetired",
  tells: "A quorum of officers took an officer's rights, tokens, logins and credentials away.",
  fields: { officer: Slug },
  operation: "officer.retire",
  signs: ({ officer }) => ({ subject: officer, over: officer }),
  lines: ({ officer }) => [`change     retire the officer ${officer}, and end their tokens, logins and credentials`],
  sound: (before, said) => {
    if (!before.officers.get(said.officer)?.isActive)
      return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
    return soundStaffing(before, without(before, said.officer));
  },
  rule: () => ({}),
  evolve: (before, { officer }) => without(before, officer),
});
