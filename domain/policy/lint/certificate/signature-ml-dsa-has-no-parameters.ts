import { mlDsaHasNoParameters } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureMlDsaHasNoParameters: CertificateRule = mlDsaHasNoParameters(
  "signature-ml-dsa-has-no-parameters",
  ({ algorithm }) => algorithm,
);
