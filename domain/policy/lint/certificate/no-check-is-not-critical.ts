import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const noCheckIsNotCritical: CertificateRule = notCritical({
  id: "no-check-is-not-critical",
  oid: OID.ocspNoCheck,
  name: "id-pkix-ocsp-nocheck",
  clause: "RFC 6960 §4.2.2.2.1",
  effective: "2013-06-01",
  severity: "warning",
});
