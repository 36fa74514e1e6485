import { EDWARDS_AND_MONTGOMERY, KEY_OCTETS } from "../judge/key.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const edwardsKeyLength: CertificateRule = {
  id: "edwards-key-length",
  clause: "RFC 8410 §4",
  severity: "error",
  effective: "2018-08-01",
  check: ({ key }) =>
    EDWARDS_AND_MONTGOMERY.includes(key.algorithm.oid) &&
    key.bits.length !== KEY_OCTETS[key.algorithm.oid] &&
    "a key of RFC 8410 has another length than its algorithm's",
};
