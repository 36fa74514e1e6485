import { isMlDsa } from "../judge/algorithm.ts";
import { KEY_OCTETS } from "../judge/key.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const mlDsaKeyLength: CertificateRule = {
  id: "ml-dsa-key-length",
  clause: "RFC 9881 §4",
  severity: "error",
  effective: "2025-10-01",
  check: ({ key }) =>
    isMlDsa(key.algorithm) &&
    key.bits.length !== KEY_OCTETS[key.algorithm.oid] &&
    "an ML-DSA key has another length than its algorithm's",
};
