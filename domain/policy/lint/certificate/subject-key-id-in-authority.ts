import { OID } from "../../../der/oid.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const subjectKeyIdInAuthority: CertificateRule = {
  id: "subject-key-id-in-authority",
  clause: "RFC 5280 §4.2.1.2",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    isAuthority(view) &&
    extensionOf(view, OID.subjectKeyIdentifier) === undefined &&
    "an authority must have a subjectKeyIdentifier",
};
