import { type CertificateRule, isAuthority, usagesOf } from "../view/certificate-view.ts";

export const authoritySignsCertificates: CertificateRule = {
  id: "authority-signs-certificates",
  clause: "RFC 5280 §4.2.1.3",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    isAuthority(view) &&
    usagesOf(view)?.includes("keyCertSign") === false &&
    "an authority's keyUsage must have keyCertSign",
};
