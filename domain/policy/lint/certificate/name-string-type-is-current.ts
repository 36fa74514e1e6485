import { OLD_STRINGS } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameStringTypeIsCurrent: CertificateRule = {
  id: "name-string-type-is-current",
  clause: "RFC 5280 §4.1.2.4",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ subject }) =>
    subject.rdns.flat().some((a) => OLD_STRINGS.includes(a.tag)) &&
    "the subject has a TeletexString, BMPString or UniversalString; they are kept for old names only",
};
