import { hasBadInvalidityDate } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const entryInvalidityDateIsATime: CrlRule = {
  id: "entry-invalidity-date-is-a-time",
  clause: "RFC 5280 §5.3.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some(hasBadInvalidityDate) && "invalidityDate must be a GeneralizedTime YYYYMMDDHHMMSSZ",
};
