import { purposeNeeds } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const ocspSigningUsage: CertificateRule = purposeNeeds(
  "ocsp-signing-usage",
  "ocspSigning",
  "digitalSignature",
  "nonRepudiation",
);
