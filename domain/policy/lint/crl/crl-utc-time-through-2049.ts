import { timesOf } from "../judge/crl-content.ts";
import { isGeneralizedTooEarly } from "../judge/time-form.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlUtcTimeThrough2049: CrlRule = {
  id: "crl-utc-time-through-2049",
  clause: "RFC 5280 §5.1.2.4",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => timesOf(view).some(isGeneralizedTooEarly) && "times through 2049 must be UTCTime",
};
