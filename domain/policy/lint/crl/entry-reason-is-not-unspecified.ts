import { reasonOf } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const entryReasonIsNotUnspecified: CrlRule = {
  id: "entry-reason-is-not-unspecified",
  clause: "RFC 5280 §5.3.1",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some((e) => reasonOf(e) === 0) && "the reason unspecified should be told by leaving it out",
};
