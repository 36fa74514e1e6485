import { Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { officerBehind, withEntry } from "../state.ts";

/** One approver is enough, or its own officer: a lost key must not wait for anybody (ADR 18). */
export const credentialWithdrawn = changeKind({
  command: "WithdrawCredential",
  event: "CredentialWithdrawn",
  tells: "An officer ended a credential: nothing that it signs counts from here on.",
  fields: { credential: Slug },
  operation: "credential.withdraw",
  signs: ({ credential }) => ({ subject: credential, over: credential }),
  lines: ({ credential }) => [`change     withdraw the credential ${credential}, for ever`],
  sound: (before, { credential }) =>
    before.enrolled.get(credential)?.isActive
      ? ok(undefined)
      : refuse(refusal("governance.credential-unknown", "no such credential is in force")),
  rule: (before, { credential }) => ({
    needed: 1,
    besides: officerBehind(before, `officer:${before.enrolled.get(credential)?.credential.officer ?? ""}`),
  }),
  evolve: (before, said) => {
    const enrolled = before.enrolled.get(said.credential);
    if (!enrolled) throw new TypeError("an unknown credential was withdrawn");
    return { ...before, enrolled: withEntry(before.enrolled, said.credential, { ...enrolled, isActive: false }) };
  },
});
