import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspStatusIsKnown: OcspRule = {
  id: "ocsp-status-is-known",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ status }) => ![0, 1, 2, 3, 5, 6].includes(status) && "the status is none of those that exist",
};
