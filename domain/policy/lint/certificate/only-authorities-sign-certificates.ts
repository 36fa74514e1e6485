import { type CertificateRule, isAuthority, usagesOf } from "../view/certificate-view.ts";

export const onlyAuthoritiesSignCertificates: CertificateRule = {
  id: "only-authorities-sign-certificates",
  clause: "RFC 5280 §4.2.1.9",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    !isAuthority(view) &&
    usagesOf(view)?.includes("keyCertSign") &&
    "keyCertSign stands in the certificate of no authority",
};
