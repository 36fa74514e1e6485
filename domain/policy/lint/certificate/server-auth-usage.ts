import { purposeNeeds } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const serverAuthUsage: CertificateRule = purposeNeeds(
  "server-auth-usage",
  "serverAuth",
  "digitalSignature",
  "keyEncipherment",
  "keyAgreement",
);
