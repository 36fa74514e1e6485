import { ecdsaHasNoParameters } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureEcdsaHasNoParameters: OcspRule = ecdsaHasNoParameters(
  "ocsp-signature-ecdsa-has-no-parameters",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
