import { type CertificateRule, usagesOf } from "../view/certificate-view.ts";
import { isEmptyName } from "../view/name-view.ts";

export const crlSignerSubjectIsNotEmpty: CertificateRule = {
  id: "crl-signer-subject-is-not-empty",
  clause: "RFC 5280 §4.1.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    usagesOf(view)?.includes("cRLSign") && isEmptyName(view.subject) && "who signs CRLs must have a name",
};
