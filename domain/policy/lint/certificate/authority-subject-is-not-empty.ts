import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { isEmptyName } from "../view/name-view.ts";

export const authoritySubjectIsNotEmpty: CertificateRule = {
  id: "authority-subject-is-not-empty",
  clause: "RFC 5280 §4.1.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => isAuthority(view) && isEmptyName(view.subject) && "an authority must have a name",
};
