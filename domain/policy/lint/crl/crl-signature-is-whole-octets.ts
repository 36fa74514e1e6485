import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureIsWholeOctets: CrlRule = {
  id: "crl-signature-is-whole-octets",
  clause: "RFC 5280 §5.1.1.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ signed }) => signed.unusedBits !== 0 && "the signature is not of whole octets",
};
