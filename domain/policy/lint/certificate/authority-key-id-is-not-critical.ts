import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const authorityKeyIdIsNotCritical: CertificateRule = notCritical({
  id: "authority-key-id-is-not-critical",
  oid: OID.authorityKeyIdentifier,
  name: "authorityKeyIdentifier",
  clause: "RFC 5280 §4.2.1.1",
  effective: "2008-05-01",
  severity: "error",
});
