/**
 * How something is signed: the key's kind, the padding where there is a choice, and the hash where it is not the scheme's
 * own. The DER of each is in `pki/algorithm.ts`.
 */
export const SIGNATURE_SCHEMES = [
  // RSASSA-PKCS1-v1_5, RFC 8017 §8.2
  "rsa-sha256",
  "rsa-sha384",
  "rsa-sha512",
  // RSASSA-PSS, MGF1 with the same hash, salt as long as the hash, RFC 8017 §8.1
  "rsa-pss-sha256",
  "rsa-pss-sha384",
  "rsa-pss-sha512",
  // DER Ecdsa-Sig-Value, RFC 3279 §2.2.3
  "ecdsa-sha256",
  "ecdsa-sha384",
  "ecdsa-sha512",
  // RFC 8032, RFC 8410
  "ed25519",
  "ed448",
  // FIPS 204 with an empty context, RFC 9881
  "ml-dsa-44",
  "ml-dsa-65",
  "ml-dsa-87",
] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];
