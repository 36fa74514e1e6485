import { rsaBitsOf } from "../judge/key.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaKeySize: CertificateRule = {
  id: "rsa-key-size",
  clause: "NIST SP 800-131A §3",
  severity: "error",
  effective: "2014-01-01",
  check: (view) => (rsaBitsOf(view) ?? 2048) < 2048 && "an RSA key needs at least 2048 bits",
};
