import { ocspTimesOf } from "../judge/ocsp-content.ts";
import { isNoSuchTime } from "../judge/time-form.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspTimesExist: OcspRule = {
  id: "ocsp-times-exist",
  clause: "RFC 6960 §4.2.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) => ocspTimesOf(basic).some(isNoSuchTime) && "a time is named that does not exist",
};
