import { hasNoMd } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureHasNoMd: OcspRule = hasNoMd(
  "ocsp-signature-has-no-md",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
