import type { CertificateRule } from "../view/certificate-view.ts";

export const spkiIsWholeOctets: CertificateRule = {
  id: "spki-is-whole-octets",
  clause: "RFC 5280 §4.1.2.7",
  severity: "error",
  effective: "2008-05-01",
  check: ({ key }) => key.unusedBits !== 0 && "the public key is not of whole octets",
};
