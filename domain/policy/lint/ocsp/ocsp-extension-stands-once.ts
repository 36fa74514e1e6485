import { repeated } from "../judge/extension-list.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspExtensionStandsOnce: OcspRule = {
  id: "ocsp-extension-stands-once",
  clause: "RFC 5280 §4.2",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    repeated(
      (basic?.extensions ?? []).map((e) => e.oid),
      "the extension",
    ),
};
