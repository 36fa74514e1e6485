import { reasonOf } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const entryReasonIsKnown: CrlRule = {
  id: "entry-reason-is-known",
  clause: "RFC 5280 §5.3.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) => entries.some((e) => reasonOf(e) === null) && "a reason is none of those that exist",
};
