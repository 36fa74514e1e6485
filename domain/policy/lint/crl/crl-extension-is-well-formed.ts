import { malformedExtension } from "../judge/extension-list.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlExtensionIsWellFormed: CrlRule = {
  id: "crl-extension-is-well-formed",
  clause: "RFC 5280 §5.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ extensions }) => malformedExtension(extensions),
};
