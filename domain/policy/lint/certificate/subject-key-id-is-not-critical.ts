import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const subjectKeyIdIsNotCritical: CertificateRule = notCritical({
  id: "subject-key-id-is-not-critical",
  oid: OID.subjectKeyIdentifier,
  name: "subjectKeyIdentifier",
  clause: "RFC 5280 §4.2.1.2",
  effective: "2008-05-01",
  severity: "error",
});
