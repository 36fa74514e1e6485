import { isBadNonce } from "../judge/ocsp-content.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspNonceLength: OcspRule = {
  id: "ocsp-nonce-length",
  clause: "RFC 9654 §2.1",
  severity: "error",
  effective: "2024-11-01",
  check: ({ basic }) =>
    basic !== undefined && isBadNonce(basic) && "a nonce must be an OCTET STRING of 1 to 128 octets",
};
