import { OID } from "../../../der/oid.ts";
import { pointsOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const distributionPointIsNotHttps: CertificateRule = {
  id: "distribution-point-is-not-https",
  clause: "RFC 5280 §8",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    pointsOf(view, OID.crlDistributionPoints)
      .flat()
      .some((name) => name.kind === "uri" && /^https:/i.test(name.value)) &&
    "a CRL over HTTPS needs a certificate to be checked first",
};
