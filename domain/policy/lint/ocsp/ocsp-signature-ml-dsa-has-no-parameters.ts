import { mlDsaHasNoParameters } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureMlDsaHasNoParameters: OcspRule = mlDsaHasNoParameters(
  "ocsp-signature-ml-dsa-has-no-parameters",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
