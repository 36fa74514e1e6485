import { Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { soundNumbers } from "../policy-rules.ts";
import { silenced, withEntry } from "../state.ts";

export const officerRetired = changeKind({
  command: "RetireOfficer",
  event: "OfficerRetired",
  tells: "A quorum of officers took an officer's rights, tokens and logins away.",
  fields: { officer: Slug },
  operation: "officer.retire",
  signs: ({ officer }) => ({ subject: officer, over: officer }),
  lines: ({ officer }) => [`change     retire the officer ${officer}, and end their tokens and logins`],
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
    const holder = `officer:${officer.id}`;
    const [tokens, logins] = [silenced(before.tokens, holder), silenced(before.logins, holder)];
    const officers = withEntry(before.officers, officer.id, { ...officer, isActive: false });
    return { ...before, officers, tokens, logins };
  },
});
