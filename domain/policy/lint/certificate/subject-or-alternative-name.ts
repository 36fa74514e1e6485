import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { isCritical } from "../view/extension-view.ts";
import { isEmptyName } from "../view/name-view.ts";

export const subjectOrAlternativeName: CertificateRule = {
  id: "subject-or-alternative-name",
  clause: "RFC 5280 §4.1.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    isEmptyName(view.subject) &&
    !isCritical(view, OID.subjectAltName) &&
    "an empty subject needs a critical subjectAltName",
};
