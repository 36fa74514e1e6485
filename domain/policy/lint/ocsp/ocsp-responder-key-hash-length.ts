import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspResponderKeyHashLength: OcspRule = {
  id: "ocsp-responder-key-hash-length",
  clause: "RFC 6960 §4.2.1",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic !== undefined &&
    "keyHash" in basic.responder &&
    basic.responder.keyHash.length !== 20 &&
    "the responder's key hash must be SHA-1",
};
