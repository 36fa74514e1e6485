import { purposeNeeds } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const timeStampingUsage: CertificateRule = purposeNeeds(
  "time-stamping-usage",
  "timeStamping",
  "digitalSignature",
  "nonRepudiation",
);
