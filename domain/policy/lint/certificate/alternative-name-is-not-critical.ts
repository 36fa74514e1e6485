import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { isCritical } from "../view/extension-view.ts";
import { isEmptyName } from "../view/name-view.ts";

export const alternativeNameIsNotCritical: CertificateRule = {
  id: "alternative-name-is-not-critical",
  clause: "RFC 5280 §4.2.1.6",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    !isEmptyName(view.subject) &&
    isCritical(view, OID.subjectAltName) &&
    "subjectAltName should not be critical beside a subject",
};
