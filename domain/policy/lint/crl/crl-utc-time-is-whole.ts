import { timesOf } from "../judge/crl-content.ts";
import { isWholeUtcTime } from "../judge/time-form.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlUtcTimeIsWhole: CrlRule = {
  id: "crl-utc-time-is-whole",
  clause: "RFC 5280 §5.1.2.4",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => !timesOf(view).every(isWholeUtcTime) && "a UTCTime must be YYMMDDHHMMSSZ",
};
