import { rsaBitsOf } from "../judge/key.ts";
import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";

export const emailProtectionKeySize: CertificateRule = {
  id: "email-protection-key-size",
  clause: "RFC 8550 §4.3",
  severity: "error",
  effective: "2019-04-01",
  check: (view) =>
    purposesOf(view)?.includes("emailProtection") &&
    (rsaBitsOf(view) ?? 2048) < 2048 &&
    "an RSA key for mail needs at least 2048 bits",
};
