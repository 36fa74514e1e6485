import { toHex } from "../../../kernel/bytes.ts";
import { repeated } from "../judge/extension-list.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspCertificateStandsOnce: OcspRule = {
  id: "ocsp-certificate-stands-once",
  clause: "RFC 6960 §4.2.1",
  severity: "warning",
  effective: "2013-06-01",
  check: ({ basic }) =>
    repeated(
      (basic?.responses ?? []).map((r) => [r.hash.oid, ...[r.nameHash, r.keyHash, r.serial].map(toHex)].join()),
      "an answer about one certificate",
      false,
    ),
};
