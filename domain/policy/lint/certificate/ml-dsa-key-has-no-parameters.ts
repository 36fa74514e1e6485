import { isMlDsa } from "../judge/algorithm.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const mlDsaKeyHasNoParameters: CertificateRule = {
  id: "ml-dsa-key-has-no-parameters",
  clause: "RFC 9881 §2",
  severity: "error",
  effective: "2025-10-01",
  check: ({ key }) =>
    isMlDsa(key.algorithm) && key.algorithm.parameters !== undefined && "an ML-DSA key must not have parameters",
};
