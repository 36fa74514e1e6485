import { OID } from "../../../der/oid.ts";
import { isFetchable, pointsOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const distributionPointIsAUrl: CertificateRule = {
  id: "distribution-point-is-a-url",
  clause: "RFC 5280 §4.2.1.13",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    pointsOf(view, OID.crlDistributionPoints).some((names) => !names.some(isFetchable)) &&
    "a distribution point has no HTTP or LDAP address",
};
