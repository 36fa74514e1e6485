import { pssHasParameters } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignaturePssHasParameters: CrlRule = pssHasParameters(
  "crl-signature-pss-has-parameters",
  ({ algorithm }) => algorithm,
);
