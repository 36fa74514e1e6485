import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspReasonIsKnown: OcspRule = {
  id: "ocsp-reason-is-known",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.responses.some((r) => r.reason !== undefined && (r.reason === 7 || r.reason > 10)) &&
    "a reason is none of those that exist",
};
