import { eddsaHasNoParameters } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureEddsaHasNoParameters: CertificateRule = eddsaHasNoParameters(
  "signature-eddsa-has-no-parameters",
  ({ algorithm }) => algorithm,
);
