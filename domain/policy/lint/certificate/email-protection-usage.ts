import { purposeNeeds } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const emailProtectionUsage: CertificateRule = purposeNeeds(
  "email-protection-usage",
  "emailProtection",
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "keyAgreement",
);
