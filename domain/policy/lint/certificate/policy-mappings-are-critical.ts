import { POLICY_MAPPINGS } from "../../../pki/extension/policy-mappings.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const policyMappingsAreCritical: CertificateRule = critical({
  id: "policy-mappings-are-critical",
  oid: POLICY_MAPPINGS,
  name: "policyMappings",
  clause: "RFC 5280 §4.2.1.5",
  effective: "2008-05-01",
  severity: "warning",
});
