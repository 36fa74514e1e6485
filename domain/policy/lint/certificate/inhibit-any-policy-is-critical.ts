import { INHIBIT_ANY_POLICY } from "../../../pki/extension/inhibit-any-policy.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const inhibitAnyPolicyIsCritical: CertificateRule = critical({
  id: "inhibit-any-policy-is-critical",
  oid: INHIBIT_ANY_POLICY,
  name: "inhibitAnyPolicy",
  clause: "RFC 5280 §4.2.1.14",
  effective: "2008-05-01",
  severity: "error",
});
