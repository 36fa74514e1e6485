import { HASH_OCTETS } from "../judge/ocsp-content.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspHashesHaveTheirLength: OcspRule = {
  id: "ocsp-hashes-have-their-length",
  clause: "RFC 6960 §4.1.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.responses.some((r) =>
      [r.nameHash, r.keyHash].some((hash) => hash.length !== (HASH_OCTETS[r.hash.oid] ?? hash.length)),
    ) && "a hash of the issuer has another length than its algorithm's",
};
