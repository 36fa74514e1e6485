import { POLICY_CONSTRAINTS } from "../../../pki/extension/policy-constraints.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const policyConstraintsAreCritical: CertificateRule = critical({
  id: "policy-constraints-are-critical",
  oid: POLICY_CONSTRAINTS,
  name: "policyConstraints",
  clause: "RFC 5280 §4.2.1.11",
  effective: "2008-05-01",
  severity: "error",
});
