import { OID } from "../../../der/oid.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const subjectKeyIdInEndEntity: CertificateRule = {
  id: "subject-key-id-in-end-entity",
  clause: "RFC 5280 §4.2.1.2",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    !isAuthority(view) &&
    extensionOf(view, OID.subjectKeyIdentifier) === undefined &&
    "an end entity should have a subjectKeyIdentifier",
};
