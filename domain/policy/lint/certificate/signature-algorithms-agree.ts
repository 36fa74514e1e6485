import { areSame } from "../judge/algorithm.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const signatureAlgorithmsAgree: CertificateRule = {
  id: "signature-algorithms-agree",
  clause: "RFC 5280 §4.1.1.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ algorithm, signed }) =>
    signed !== undefined &&
    !areSame(algorithm, signed.signatureAlgorithm) &&
    "the signature algorithm differs within and without what is signed",
};
