import { gcd, SMALL_PRIMES_PRODUCT } from "../../rsa-weakness.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaModulusHasNoSmallFactor: CertificateRule = {
  id: "rsa-modulus-has-no-small-factor",
  clause: "NIST SP 800-89 §5.3.3",
  severity: "error",
  effective: "2013-01-01",
  check: ({ key }) =>
    key.key?.rsa !== undefined &&
    gcd(key.key.rsa.modulus, SMALL_PRIMES_PRODUCT) !== 1n &&
    "the RSA modulus has a small factor",
};
