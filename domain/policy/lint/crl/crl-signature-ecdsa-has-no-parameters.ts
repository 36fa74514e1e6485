import { ecdsaHasNoParameters } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureEcdsaHasNoParameters: CrlRule = ecdsaHasNoParameters(
  "crl-signature-ecdsa-has-no-parameters",
  ({ algorithm }) => algorithm,
);
