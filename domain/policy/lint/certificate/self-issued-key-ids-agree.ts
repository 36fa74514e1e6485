import { OID } from "../../../der/oid.ts";
import { toHex } from "../../../kernel/bytes.ts";
import { parseAuthorityKeyIdentifier } from "../../../pki/extension/authority-key-identifier.ts";
import { parseSubjectKeyIdentifier } from "../../../pki/extension/subject-key-identifier.ts";
import { type CertificateRule, isAuthority, isSelfIssued } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const selfIssuedKeyIdsAgree: CertificateRule = {
  id: "self-issued-key-ids-agree",
  clause: "RFC 5280 §4.2.1.1",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) => {
    const [own, issuers] = [
      contentOf(view, OID.subjectKeyIdentifier, parseSubjectKeyIdentifier),
      contentOf(view, OID.authorityKeyIdentifier, parseAuthorityKeyIdentifier)?.keyId,
    ];
    return (
      isSelfIssued(view) &&
      !isAuthority(view) &&
      own !== undefined &&
      issuers !== undefined &&
      toHex(own) !== toHex(issuers) &&
      "a certificate of its own issuer names two keys"
    );
  },
};
