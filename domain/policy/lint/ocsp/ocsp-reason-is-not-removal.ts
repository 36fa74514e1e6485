import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspReasonIsNotRemoval: OcspRule = {
  id: "ocsp-reason-is-not-removal",
  clause: "RFC 5280 §5.3.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) => basic?.responses.some((r) => r.reason === 8) && "removeFromCRL is for deltas",
};
