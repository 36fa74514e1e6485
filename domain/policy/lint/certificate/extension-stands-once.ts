import { repeated } from "../judge/extension-list.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const extensionStandsOnce: CertificateRule = {
  id: "extension-stands-once",
  clause: "RFC 5280 §4.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ extensions }) =>
    repeated(
      extensions.map((e) => e.oid),
      "the extension",
    ),
};
