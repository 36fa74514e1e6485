import { purposeNeeds } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const codeSigningUsage: CertificateRule = purposeNeeds("code-signing-usage", "codeSigning", "digitalSignature");
