import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlNumberIsNotCritical: CrlRule = notCritical({
  id: "crl-number-is-not-critical",
  oid: OID.crlNumber,
  name: "cRLNumber",
  clause: "RFC 5280 §5.2.3",
  effective: "2008-05-01",
  severity: "error",
});
