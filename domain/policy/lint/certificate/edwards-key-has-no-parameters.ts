import { EDWARDS_AND_MONTGOMERY } from "../judge/key.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const edwardsKeyHasNoParameters: CertificateRule = {
  id: "edwards-key-has-no-parameters",
  clause: "RFC 8410 §3",
  severity: "error",
  effective: "2018-08-01",
  check: ({ key }) =>
    EDWARDS_AND_MONTGOMERY.includes(key.algorithm.oid) &&
    key.algorithm.parameters !== undefined &&
    "a key of RFC 8410 must not have parameters",
};
