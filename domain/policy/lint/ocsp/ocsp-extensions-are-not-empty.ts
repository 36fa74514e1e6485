import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspExtensionsAreNotEmpty: OcspRule = {
  id: "ocsp-extensions-are-not-empty",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) => basic?.hasExtensions && basic.extensions.length === 0 && "the list of extensions is empty",
};
