import { rsaBitsOf } from "../judge/key.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaModulusIsWholeOctets: CertificateRule = {
  id: "rsa-modulus-is-whole-octets",
  clause: "CABF BR §6.1.5",
  severity: "warning",
  effective: "2020-09-01",
  check: (view) => (rsaBitsOf(view) ?? 0) % 8 !== 0 && "the size of an RSA modulus is not a multiple of 8 bits",
};
