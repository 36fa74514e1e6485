import { ocspTimesOf } from "../judge/ocsp-content.ts";
import { isWholeGeneralizedTime } from "../judge/time-form.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspTimesAreWhole: OcspRule = {
  id: "ocsp-times-are-whole",
  clause: "RFC 6960 §4.2.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    !ocspTimesOf(basic).every(isWholeGeneralizedTime) && "a GeneralizedTime must be YYYYMMDDHHMMSSZ",
};
