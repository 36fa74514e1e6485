import { pssHasParameters } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signaturePssHasParameters: CertificateRule = pssHasParameters(
  "signature-pss-has-parameters",
  ({ algorithm }) => algorithm,
);
