import { viewCertificate } from "../view/certificate-view.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspCertificatesAreCertificates: OcspRule = {
  id: "ocsp-certificates-are-certificates",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.certificates.some((der) => !viewCertificate(der).ok) && "what stands among the certificates is none",
};
