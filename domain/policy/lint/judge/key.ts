/** What is known of public keys by their algorithm. */
import { bitLength } from "../../../pki/public-key.ts";
import type { CertificateView } from "../view/certificate-view.ts";

/** undefined for a key that is no RSA key, or cannot be read. */
export const rsaBitsOf = ({ key }: CertificateView): number | undefined =>
  key.key?.rsa === undefined ? undefined : bitLength(key.key.rsa.modulus);

/** X25519, X448, Ed25519, Ed448. RFC 8410 §3. */
export const EDWARDS_AND_MONTGOMERY: readonly string[] = ["1.3.101.110", "1.3.101.111", "1.3.101.112", "1.3.101.113"];

/** RFC 7748 §5, RFC 8032 §5, RFC 9881 §4. */
export const KEY_OCTETS: Readonly<Record<string, number>> = {
  "1.3.101.110": 32,
  "1.3.101.111": 56,
  "1.3.101.112": 32,
  "1.3.101.113": 57,
  "2.16.840.1.101.3.4.3.17": 1312,
  "2.16.840.1.101.3.4.3.18": 1952,
  "2.16.840.1.101.3.4.3.19": 2592,
};
