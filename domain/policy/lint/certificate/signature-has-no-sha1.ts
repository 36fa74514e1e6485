import { hasNoSha1 } from "../judge/signature.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureHasNoSha1: CertificateRule = hasNoSha1("signature-has-no-sha1", ({ algorithm }) => algorithm);
