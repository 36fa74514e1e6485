import { refusal } from "../../kernel/refusal.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import type { Sealed } from "../../kernel/sealed.ts";
import { visibleText } from "../../kernel/visible-text.ts";
import { changeKind } from "../change-kind.ts";
import { fingerprint } from "../fingerprint.ts";
import { type Officer, OfficerSchema, soundOfficerKey } from "../officer.ts";
import { gainers } from "../staffing.ts";
import { type FoundedGovernance, withEntry } from "../state.ts";

/** Refuses `governance.officer-exists`, `governance.credential-reused`, `csr.unsupported-key`. */
export const soundEnrolment = (before: FoundedGovernance, officer: Pick<Officer, "id" | "spki">): Result<unknown> => {
  if (before.officers.get(officer.id)?.isActive)
    return refuse(refusal("governance.officer-exists", "an officer of this id is enrolled"));
  if (before.credentials.has(officer.spki))
    return refuse(refusal("governance.credential-reused", "this key belongs or belonged to an officer"));
  return soundOfficerKey(officer);
};

const withOfficer = (before: FoundedGovernance, officer: Officer): FoundedGovernance => ({
  ...before,
  credentials: new Set(before.credentials).add(officer.spki),
  officers: withEntry(before.officers, officer.id, { ...officer, isActive: true }),
});

export const officerLines = (
  { id, name, roles, spki }: Officer,
  named: (sealed: Sealed) => string,
): readonly string[] => [
  `officer    ${id}, ${visibleText(named(name))}`,
  `roles      ${roles.join(", ")}`,
  `key        SHA-256 ${fingerprint(spki)}`,
];

/** A newcomer signs too, with the key that is enrolled (ADR 13). */
export const officerEnrolled = changeKind({
  command: "EnrolOfficer",
  event: "OfficerEnrolled",
  tells: "A quorum of officers gave somebody roles, and the newcomer signed with the key that they hold.",
  fields: { officer: OfficerSchema },
  operation: "officer.enrol",
  signs: ({ officer }) => ({ subject: officer.id, over: officer }),
  lines: ({ officer }, named) => ["change     enrol an officer", ...officerLines(officer, named)],
  sound: (before, { officer }) => soundEnrolment(before, officer),
  rule: (before, { officer }) => ({
    possession: { id: officer.id, spki: officer.spki, mayApprove: true },
    // Somebody's second account, when it was said whose it will be.
    gaining: gainers(before, withOfficer(before, officer)),
  }),
  evolve: (before, { officer }) => withOfficer(before, officer),
});
