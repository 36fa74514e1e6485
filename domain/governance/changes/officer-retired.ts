import { Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { soundNumbers } from "../policy-rules.ts";
import { withEntry } from "../state.ts";

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
    const officers = withEntry(before.officers, officer.id, { ...officer, isActive: false });
    return officer.roles.includes("approver") ? soundNumbers({ ...before, officers }) : ok(undefined);
  },
  rule: () => ({}),
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
