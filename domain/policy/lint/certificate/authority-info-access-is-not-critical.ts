import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const authorityInfoAccessIsNotCritical: CertificateRule = notCritical({
  id: "authority-info-access-is-not-critical",
  oid: OID.authorityInfoAccess,
  name: "authorityInfoAccess",
  clause: "RFC 5280 §4.2.2.1",
  effective: "2008-05-01",
  severity: "error",
});
