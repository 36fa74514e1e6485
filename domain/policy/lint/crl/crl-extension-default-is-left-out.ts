import type { CrlRule } from "../view/crl-view.ts";

export const crlExtensionDefaultIsLeftOut: CrlRule = {
  id: "crl-extension-default-is-left-out",
  clause: "X.690 §11.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ extensions, entries }) =>
    [...extensions, ...entries.flatMap((e) => e.extensions)].some((e) => e.isDefaultEncoded) &&
    "an extension's critical FALSE is the default and must not be encoded",
};
