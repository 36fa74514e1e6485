import { OID } from "../../../der/oid.ts";
import { type CertificateRule, isSelfIssued } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const authorityKeyIdIsPresent: CertificateRule = {
  id: "authority-key-id-is-present",
  clause: "RFC 5280 §4.2.1.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    !isSelfIssued(view) &&
    extensionOf(view, OID.authorityKeyIdentifier) === undefined &&
    "authorityKeyIdentifier must be there",
};
