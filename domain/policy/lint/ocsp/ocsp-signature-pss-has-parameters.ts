import { pssHasParameters } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignaturePssHasParameters: OcspRule = pssHasParameters(
  "ocsp-signature-pss-has-parameters",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
