import { ANY_POLICY, policiesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const anyPolicyQualifiers: CertificateRule = {
  id: "any-policy-qualifiers",
  clause: "RFC 5280 §4.2.1.4",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    policiesOf(view).some((p) => p.oid === ANY_POLICY && p.qualifiers.some((q) => q.kind === "other")) &&
    "anyPolicy may be qualified only by a CPS pointer or a user notice",
};
