import { areSame } from "../judge/algorithm.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureAlgorithmsAgree: CrlRule = {
  id: "crl-signature-algorithms-agree",
  clause: "RFC 5280 §5.1.1.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ algorithm, signed }) =>
    !areSame(algorithm, signed.signatureAlgorithm) &&
    "the signature algorithm differs within and without what is signed",
};
