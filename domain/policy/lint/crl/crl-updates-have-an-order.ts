import { isAfter } from "../judge/time-form.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlUpdatesHaveAnOrder: CrlRule = {
  id: "crl-updates-have-an-order",
  clause: "RFC 5280 §5.1.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ thisUpdate, nextUpdate }) => isAfter(thisUpdate, nextUpdate) && "thisUpdate is after nextUpdate",
};
