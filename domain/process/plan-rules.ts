/** What the policy in force asks of the approvals of a plan. The API, the signer and the replay ask here. */
import { type Known, knowing } from "../governance/credential.ts";
import { requirementOf } from "../governance/policy.ts";
import { signatoryFor } from "../governance/policy-rules.ts";
import type { FoundedGovernance } from "../governance/state.ts";
import { powersOf } from "../pki/certificate-power.ts";
import { parseTbsCertificate } from "../pki/tbs-certificate.ts";
import type { Rules } from "../request/decider.ts";
import type { Plan } from "../request/events.ts";
import { countedForms } from "../statement/form.ts";

/** Bytes that cannot be read might say anything. */
const speaksForIssuer = (tbs: Uint8Array): boolean => {
  const fields = parseTbsCertificate(tbs);
  return !fields.ok || powersOf(fields.value.extensions).length > 0;
};

/**
 * `tbs`: the planned bytes where they are open: what they say counts, whatever the plan says that they are for. A key that
 * issues, revokes or answers for an authority needs what an authority needs. `known`: what is known of officers' credentials.
 */
export const rulesOf = (
  governance: FoundedGovernance,
  { purpose, authority }: Pick<Plan, "purpose" | "authority">,
  tbs?: Uint8Array,
  known: Known = {},
): Rules => {
  const isGrave = purpose.for !== "subscriber" || (tbs !== undefined && speaksForIssuer(tbs));
  const requirement = requirementOf(governance, isGrave ? "authority.certify" : "certificate.issue");
  return {
    ledger: governance.ledger,
    needed: requirement.approvals,
    officer: knowing(signatoryFor(governance, requirement.group, authority), known),
    forms: countedForms(requirement.forms, isGrave),
  };
};
