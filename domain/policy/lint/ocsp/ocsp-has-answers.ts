import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspHasAnswers: OcspRule = {
  id: "ocsp-has-answers",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) => basic?.responses.length === 0 && "a response must be about a certificate",
};
