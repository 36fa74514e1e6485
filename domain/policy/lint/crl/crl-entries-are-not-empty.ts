import type { CrlRule } from "../view/crl-view.ts";

export const crlEntriesAreNotEmpty: CrlRule = {
  id: "crl-entries-are-not-empty",
  clause: "RFC 5280 §5.1.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: ({ hasEntries, entries }) => hasEntries && entries.length === 0 && "a list of nothing must be absent",
};
