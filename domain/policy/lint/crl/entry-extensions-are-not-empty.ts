import type { CrlRule } from "../view/crl-view.ts";

export const entryExtensionsAreNotEmpty: CrlRule = {
  id: "entry-extensions-are-not-empty",
  clause: "RFC 5280 §5.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some((e) => e.hasExtensions && e.extensions.length === 0) && "an entry's list of extensions is empty",
};
