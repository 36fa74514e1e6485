import { POLICY_MAPPINGS, parsePolicyMappings } from "../../../pki/extension/policy-mappings.ts";
import { ANY_POLICY } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const policyMappingNotOfAnyPolicy: CertificateRule = {
  id: "policy-mapping-not-of-any-policy",
  clause: "RFC 5280 §4.2.1.5",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    contentOf(view, POLICY_MAPPINGS, parsePolicyMappings)?.some((m) => [m.issuer, m.subject].includes(ANY_POLICY)) &&
    "anyPolicy must not be mapped",
};
