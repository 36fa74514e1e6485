import { timesOf } from "../judge/crl-content.ts";
import { isNoSuchTime } from "../judge/time-form.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlTimesExist: CrlRule = {
  id: "crl-times-exist",
  clause: "RFC 5280 §5.1.2.4",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => timesOf(view).some(isNoSuchTime) && "a time is named that does not exist",
};
