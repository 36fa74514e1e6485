import { isAfter } from "../judge/time-form.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspProducedAfterWhatItSays: OcspRule = {
  id: "ocsp-produced-after-what-it-says",
  clause: "RFC 6960 §2.4",
  severity: "warning",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.responses.some((r) => isAfter(r.thisUpdate, basic.producedAt)) && "thisUpdate is after producedAt",
};
