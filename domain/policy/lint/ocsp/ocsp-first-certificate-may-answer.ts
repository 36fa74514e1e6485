import { isOfNoResponder } from "../judge/ocsp-content.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspFirstCertificateMayAnswer: OcspRule = {
  id: "ocsp-first-certificate-may-answer",
  clause: "RFC 6960 §4.2.2.2",
  severity: "warning",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic !== undefined &&
    isOfNoResponder(basic) &&
    "the first certificate is neither a responder's nor an authority's",
};
