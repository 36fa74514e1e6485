import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaExponentIsLarge: CertificateRule = {
  id: "rsa-exponent-is-large",
  clause: "CABF BR §6.1.6",
  severity: "warning",
  effective: "2013-01-01",
  check: ({ key }) =>
    key.key?.rsa !== undefined && key.key.rsa.exponent < 65_537n && "an RSA exponent should be at least 65537",
};
