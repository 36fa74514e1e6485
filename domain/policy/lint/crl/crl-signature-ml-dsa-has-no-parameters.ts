import { mlDsaHasNoParameters } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureMlDsaHasNoParameters: CrlRule = mlDsaHasNoParameters(
  "crl-signature-ml-dsa-has-no-parameters",
  ({ algorithm }) => algorithm,
);
