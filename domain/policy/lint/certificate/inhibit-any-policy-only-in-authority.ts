import { INHIBIT_ANY_POLICY } from "../../../pki/extension/inhibit-any-policy.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const inhibitAnyPolicyOnlyInAuthority: CertificateRule = {
  id: "inhibit-any-policy-only-in-authority",
  clause: "RFC 5280 §4.2.1.14",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, INHIBIT_ANY_POLICY) !== undefined &&
    !isAuthority(view) &&
    "inhibitAnyPolicy stands in the certificate of no authority",
};
