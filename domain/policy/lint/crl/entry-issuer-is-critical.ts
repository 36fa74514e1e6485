import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { isOnlyAdvice } from "../view/extension-view.ts";

export const entryIssuerIsCritical: CrlRule = {
  id: "entry-issuer-is-critical",
  clause: "RFC 5280 §5.3.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some((e) => isOnlyAdvice(e, OID.certificateIssuer)) && "certificateIssuer must be critical",
};
