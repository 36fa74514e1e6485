import { type CertificateRule, usagesOf } from "../view/certificate-view.ts";

export const decipherOnlyNeedsAgreement: CertificateRule = {
  id: "decipher-only-needs-agreement",
  clause: "RFC 5280 §4.2.1.3",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    usagesOf(view)?.includes("decipherOnly") &&
    !usagesOf(view)?.includes("keyAgreement") &&
    "decipherOnly means nothing without keyAgreement",
};
