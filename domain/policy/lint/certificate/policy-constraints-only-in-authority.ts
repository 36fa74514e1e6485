import { POLICY_CONSTRAINTS } from "../../../pki/extension/policy-constraints.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const policyConstraintsOnlyInAuthority: CertificateRule = {
  id: "policy-constraints-only-in-authority",
  clause: "RFC 5280 §4.2.1.11",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, POLICY_CONSTRAINTS) !== undefined &&
    !isAuthority(view) &&
    "policyConstraints stands in the certificate of no authority",
};
