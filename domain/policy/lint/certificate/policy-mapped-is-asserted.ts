import { POLICY_MAPPINGS, parsePolicyMappings } from "../../../pki/extension/policy-mappings.ts";
import { policiesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const policyMappedIsAsserted: CertificateRule = {
  id: "policy-mapped-is-asserted",
  clause: "RFC 5280 §4.2.1.5",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) => {
    const asserted = policiesOf(view).map((policy) => policy.oid);
    const mapped = contentOf(view, POLICY_MAPPINGS, parsePolicyMappings) ?? [];
    return (
      mapped.some((m) => !asserted.includes(m.issuer)) && "a policy is mapped that certificatePolicies does not assert"
    );
  },
};
