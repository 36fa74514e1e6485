import { rsaHasNull } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureRsaHasNull: CertificateRule = rsaHasNull("signature-rsa-has-null", ({ algorithm }) => algorithm);
