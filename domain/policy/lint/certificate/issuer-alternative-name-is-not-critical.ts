import { ISSUER_ALT_NAME } from "../../../pki/extension/issuer-alt-name.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const issuerAlternativeNameIsNotCritical: CertificateRule = notCritical({
  id: "issuer-alternative-name-is-not-critical",
  oid: ISSUER_ALT_NAME,
  name: "issuerAltName",
  clause: "RFC 5280 §4.2.1.7",
  effective: "2008-05-01",
  severity: "warning",
});
