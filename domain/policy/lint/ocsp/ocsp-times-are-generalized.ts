import { ocspTimesOf } from "../judge/ocsp-content.ts";
import type { OcspRule } from "../view/ocsp-view.ts";
import { GENERALIZED_TIME } from "../view/time-view.ts";

export const ocspTimesAreGeneralized: OcspRule = {
  id: "ocsp-times-are-generalized",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) => ocspTimesOf(basic).some((t) => t.tag !== GENERALIZED_TIME) && "times must be GeneralizedTime",
};
