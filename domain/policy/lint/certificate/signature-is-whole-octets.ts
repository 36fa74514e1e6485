import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureIsWholeOctets: CertificateRule = {
  id: "signature-is-whole-octets",
  clause: "RFC 5280 §4.1.1.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ signed }) => signed !== undefined && signed.unusedBits !== 0 && "the signature is not of whole octets",
};
