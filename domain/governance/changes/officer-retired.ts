import { Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { type FoundedGovernance, withEntry } from "../state.ts";

const approvers = (state: FoundedGovernance): number =>
  [...state.officers.values()].filter((o) => o.isActive && o.roles.includes("approver")).length;

export const officerRetired = changeKind({
  command: "RetireOfficer",
  event: "OfficerRetired",
  tells: "A quorum of officers took an officer's rights and tokens away.",
  fields: { officer: Slug },
  operation: "officer.retire",
  signs: ({ officer }) => ({ subject: officer, over: officer }),
  lines: ({ officer }) => [`change     retire the officer ${officer}, and end their tokens`],
  sound: (before, said) => {
    const officer = before.officers.get(said.officer);
    if (!officer?.isActive) return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
    const { quorum } = before;
    if (officer.roles.includes("approver") && approvers(before) - 1 < quorum)
      return refuse(refusal("governance.quorum-broken", "too few approvers would remain", { quorum }));
    return ok(undefined);
  },
  rule: ({ quorum }) => ({ needed: quorum }),
  evolve: (before, said) => {
    const officer = before.officers.get(said.officer);
    if (!officer) throw new TypeError("an unknown officer retired");
    // Nobody calls in the name of one who left, nor of one who comes after under the same id.
    const tokens = [...before.tokens].map(
      ([id, t]) => [id, t.holder === `officer:${officer.id}` ? { ...t, isActive: false } : t] as const,
    );
    const officers = withEntry(before.officers, officer.id, { ...officer, isActive: false });
    return { ...before, officers, tokens: new Map(tokens) };
  },
});
