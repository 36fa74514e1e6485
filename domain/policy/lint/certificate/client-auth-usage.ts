import { purposeNeeds } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const clientAuthUsage: CertificateRule = purposeNeeds(
  "client-auth-usage",
  "clientAuth",
  "digitalSignature",
  "keyAgreement",
);
