import { malformedExtension } from "../judge/extension-list.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const extensionIsWellFormed: CertificateRule = {
  id: "extension-is-well-formed",
  clause: "RFC 5280 §4.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ extensions }) => malformedExtension(extensions),
};
