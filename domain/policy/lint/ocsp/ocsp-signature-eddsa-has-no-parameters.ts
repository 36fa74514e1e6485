import { eddsaHasNoParameters } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureEddsaHasNoParameters: OcspRule = eddsaHasNoParameters(
  "ocsp-signature-eddsa-has-no-parameters",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
