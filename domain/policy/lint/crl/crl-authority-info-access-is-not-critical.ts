import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlAuthorityInfoAccessIsNotCritical: CrlRule = notCritical({
  id: "crl-authority-info-access-is-not-critical",
  oid: OID.authorityInfoAccess,
  name: "authorityInfoAccess",
  clause: "RFC 5280 §5.2.7",
  effective: "2008-05-01",
  severity: "error",
});
