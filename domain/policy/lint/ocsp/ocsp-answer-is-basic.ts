import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspAnswerIsBasic: OcspRule = {
  id: "ocsp-answer-is-basic",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ type, basic }) =>
    type !== undefined && basic === undefined && "the response is of a type that clients need not know",
};
