import { isEmptyName } from "../view/name-view.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspResponderNameIsNotEmpty: OcspRule = {
  id: "ocsp-responder-name-is-not-empty",
  clause: "RFC 6960 §4.2.2.3",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic !== undefined &&
    "name" in basic.responder &&
    isEmptyName(basic.responder.name) &&
    "the responder has an empty name",
};
