import { OID } from "../../../der/oid.ts";
import { isNull } from "../judge/algorithm.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaKeyHasNull: CertificateRule = {
  id: "rsa-key-has-null",
  clause: "RFC 3279 §2.3.1",
  severity: "error",
  effective: "2002-04-01",
  check: ({ key }) =>
    key.algorithm.oid === OID.rsaEncryption &&
    !isNull(key.algorithm.parameters) &&
    "the parameters of an RSA key must be NULL",
};
