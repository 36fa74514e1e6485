import { ecdsaHasNoParameters } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureEcdsaHasNoParameters: CertificateRule = ecdsaHasNoParameters(
  "signature-ecdsa-has-no-parameters",
  ({ algorithm }) => algorithm,
);
