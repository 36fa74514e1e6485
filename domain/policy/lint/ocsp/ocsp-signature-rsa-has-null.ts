import { rsaHasNull } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureRsaHasNull: OcspRule = rsaHasNull(
  "ocsp-signature-rsa-has-null",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
