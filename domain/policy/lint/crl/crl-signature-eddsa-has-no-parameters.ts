import { eddsaHasNoParameters } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureEddsaHasNoParameters: CrlRule = eddsaHasNoParameters(
  "crl-signature-eddsa-has-no-parameters",
  ({ algorithm }) => algorithm,
);
