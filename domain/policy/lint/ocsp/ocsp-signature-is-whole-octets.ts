import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureIsWholeOctets: OcspRule = {
  id: "ocsp-signature-is-whole-octets",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) => basic !== undefined && basic.signed.unusedBits !== 0 && "the signature is not of whole octets",
};
