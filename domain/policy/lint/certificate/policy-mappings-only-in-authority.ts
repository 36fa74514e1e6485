import { POLICY_MAPPINGS } from "../../../pki/extension/policy-mappings.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const policyMappingsOnlyInAuthority: CertificateRule = {
  id: "policy-mappings-only-in-authority",
  clause: "RFC 5280 §4.2.1.5",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, POLICY_MAPPINGS) !== undefined &&
    !isAuthority(view) &&
    "policyMappings stands in the certificate of no authority",
};
