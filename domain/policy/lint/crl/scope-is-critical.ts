import { OID } from "../../../der/oid.ts";
import { critical } from "../judge/criticality.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const scopeIsCritical: CrlRule = critical({
  id: "scope-is-critical",
  oid: OID.issuingDistributionPoint,
  name: "issuingDistributionPoint",
  clause: "RFC 5280 §5.2.5",
  effective: "2008-05-01",
  severity: "error",
});
