import { hasNoMd } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureHasNoMd: CertificateRule = hasNoMd("signature-has-no-md", ({ algorithm }) => algorithm);
