import { type CertificateRule, usagesOf } from "../view/certificate-view.ts";

export const encipherOnlyNeedsAgreement: CertificateRule = {
  id: "encipher-only-needs-agreement",
  clause: "RFC 5280 §4.2.1.3",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    usagesOf(view)?.includes("encipherOnly") &&
    !usagesOf(view)?.includes("keyAgreement") &&
    "encipherOnly means nothing without keyAgreement",
};
