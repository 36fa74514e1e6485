import { repeated } from "../judge/extension-list.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlExtensionStandsOnce: CrlRule = {
  id: "crl-extension-stands-once",
  clause: "RFC 5280 §5.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ extensions }) =>
    repeated(
      extensions.map((e) => e.oid),
      "the extension",
    ),
};
