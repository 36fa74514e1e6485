import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlAuthorityKeyIdIsNotCritical: CrlRule = notCritical({
  id: "crl-authority-key-id-is-not-critical",
  oid: OID.authorityKeyIdentifier,
  name: "authorityKeyIdentifier",
  clause: "RFC 5280 §5.2.1",
  effective: "2008-05-01",
  severity: "error",
});
