/** The kinds of key that a module may be asked for and that a profile may allow, by the names that events hold. */
export const KEY_ALGORITHMS = [
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "rsa-8192",
  // Keys that sign with RSASSA-PSS only, and say so in their SubjectPublicKeyInfo. RFC 4055 §1.2.
  "rsa-pss-2048",
  "rsa-pss-3072",
  "rsa-pss-4096",
  "ec-p256",
  "ec-p384",
  "ec-p521",
  "ed25519",
  "ed448",
  "ml-dsa-44",
  "ml-dsa-65",
  "ml-dsa-87",
] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];
