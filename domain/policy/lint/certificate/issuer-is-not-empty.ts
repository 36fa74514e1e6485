import type { CertificateRule } from "../view/certificate-view.ts";
import { isEmptyName } from "../view/name-view.ts";

export const issuerIsNotEmpty: CertificateRule = {
  id: "issuer-is-not-empty",
  clause: "RFC 5280 §4.1.2.4",
  severity: "error",
  effective: "2008-05-01",
  check: ({ issuer }) => isEmptyName(issuer) && "the issuer must have a name",
};
