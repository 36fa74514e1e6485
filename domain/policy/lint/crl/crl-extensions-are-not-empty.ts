import type { CrlRule } from "../view/crl-view.ts";

export const crlExtensionsAreNotEmpty: CrlRule = {
  id: "crl-extensions-are-not-empty",
  clause: "RFC 5280 §5.1.2.7",
  severity: "error",
  effective: "2008-05-01",
  check: ({ hasExtensions, extensions }) =>
    hasExtensions && extensions.length === 0 && "the list of extensions is empty",
};
