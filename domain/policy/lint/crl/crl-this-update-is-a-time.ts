import { isNoTime } from "../judge/time-form.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlThisUpdateIsATime: CrlRule = {
  id: "crl-this-update-is-a-time",
  clause: "RFC 5280 §5.1.2.4",
  severity: "error",
  effective: "2008-05-01",
  check: ({ thisUpdate }) => isNoTime(thisUpdate) && "thisUpdate is neither UTCTime nor GeneralizedTime",
};
