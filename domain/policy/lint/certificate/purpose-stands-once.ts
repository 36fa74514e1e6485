import { repeated } from "../judge/extension-list.ts";
import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";

export const purposeStandsOnce: CertificateRule = {
  id: "purpose-stands-once",
  clause: "RFC 5280 §4.2.1.12",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) => repeated(purposesOf(view) ?? [], "the purpose"),
};
