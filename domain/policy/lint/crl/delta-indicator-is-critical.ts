import { OID } from "../../../der/oid.ts";
import { critical } from "../judge/criticality.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const deltaIndicatorIsCritical: CrlRule = critical({
  id: "delta-indicator-is-critical",
  oid: OID.deltaCrlIndicator,
  name: "deltaCRLIndicator",
  clause: "RFC 5280 §5.2.4",
  effective: "2008-05-01",
  severity: "error",
});
