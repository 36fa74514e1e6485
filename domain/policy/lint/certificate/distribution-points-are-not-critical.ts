import { OID } from "../../../der/oid.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const distributionPointsAreNotCritical: CertificateRule = notCritical({
  id: "distribution-points-are-not-critical",
  oid: OID.crlDistributionPoints,
  name: "cRLDistributionPoints",
  clause: "RFC 5280 §4.2.1.13",
  effective: "2008-05-01",
  severity: "warning",
});
