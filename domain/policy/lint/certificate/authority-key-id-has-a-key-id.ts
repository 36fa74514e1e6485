import { OID } from "../../../der/oid.ts";
import { parseAuthorityKeyIdentifier } from "../../../pki/extension/authority-key-identifier.ts";
import { type CertificateRule, isSelfIssued } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const authorityKeyIdHasAKeyId: CertificateRule = {
  id: "authority-key-id-has-a-key-id",
  clause: "RFC 5280 §4.2.1.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => {
    const id = contentOf(view, OID.authorityKeyIdentifier, parseAuthorityKeyIdentifier);
    return (
      id !== undefined &&
      id.keyId === undefined &&
      !isSelfIssued(view) &&
      "authorityKeyIdentifier must have a keyIdentifier"
    );
  },
};
