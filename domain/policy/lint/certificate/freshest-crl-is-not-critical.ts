import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const freshestCrlIsNotCritical: CertificateRule = notCritical({
  id: "freshest-crl-is-not-critical",
  oid: OID.freshestCrl,
  name: "freshestCRL",
  clause: "RFC 5280 §4.2.1.15",
  effective: "2008-05-01",
  severity: "error",
});
