import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspFailureHasNoAnswer: OcspRule = {
  id: "ocsp-failure-has-no-answer",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ status, type }) =>
    status !== 0 && type !== undefined && "a response that is not successful has no responseBytes",
};
