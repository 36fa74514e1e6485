import { ENTRY_EXTENSIONS } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const entryExtensionCriticalIsKnown: CrlRule = {
  id: "entry-extension-critical-is-known",
  clause: "RFC 5280 §5.3",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some((e) => e.extensions.some((x) => x.critical && !ENTRY_EXTENSIONS.includes(x.oid))) &&
    "an entry has a critical extension that is not known here",
};
