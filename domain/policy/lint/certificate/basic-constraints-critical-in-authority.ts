import { OID } from "../../../der/oid.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { isOnlyAdvice } from "../view/extension-view.ts";

export const basicConstraintsCriticalInAuthority: CertificateRule = {
  id: "basic-constraints-critical-in-authority",
  clause: "RFC 5280 §4.2.1.9",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    isAuthority(view) &&
    isOnlyAdvice(view, OID.basicConstraints) &&
    "basicConstraints must be critical in an authority's certificate",
};
