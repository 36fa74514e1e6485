import { OID } from "../../../der/oid.ts";
import { isCritical } from "../view/extension-view.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspNonceIsNotCritical: OcspRule = {
  id: "ocsp-nonce-is-not-critical",
  clause: "RFC 6960 §4.4",
  severity: "warning",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic !== undefined &&
    isCritical(basic, OID.ocspNonce) &&
    "a nonce should not be critical: clients may not know it",
};
