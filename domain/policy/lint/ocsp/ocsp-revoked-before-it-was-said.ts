import { isAfter } from "../judge/time-form.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspRevokedBeforeItWasSaid: OcspRule = {
  id: "ocsp-revoked-before-it-was-said",
  clause: "RFC 6960 §2.4",
  severity: "warning",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.responses.some((r) => isAfter(r.revokedAt, basic.producedAt)) && "a revocation is later than the response",
};
