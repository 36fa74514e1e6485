import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaExponent: CertificateRule = {
  id: "rsa-exponent",
  clause: "CABF BR §6.1.6",
  severity: "error",
  effective: "2013-01-01",
  check: ({ key }) =>
    key.key?.rsa !== undefined &&
    (key.key.rsa.exponent < 3n || key.key.rsa.exponent % 2n === 0n) &&
    "an RSA exponent must be odd and at least 3",
};
