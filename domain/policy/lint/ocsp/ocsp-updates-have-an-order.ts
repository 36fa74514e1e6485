import { isAfter } from "../judge/time-form.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspUpdatesHaveAnOrder: OcspRule = {
  id: "ocsp-updates-have-an-order",
  clause: "RFC 6960 §4.2.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.responses.some((r) => isAfter(r.thisUpdate, r.nextUpdate)) && "thisUpdate is after nextUpdate",
};
