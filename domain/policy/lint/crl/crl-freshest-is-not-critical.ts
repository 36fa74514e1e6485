import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlFreshestIsNotCritical: CrlRule = notCritical({
  id: "crl-freshest-is-not-critical",
  oid: OID.freshestCrl,
  name: "freshestCRL",
  clause: "RFC 5280 §5.2.6",
  effective: "2008-05-01",
  severity: "error",
});
