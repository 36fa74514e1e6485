import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const crlNumberAtMost20Octets: CrlRule = {
  id: "crl-number-at-most-20-octets",
  clause: "RFC 5280 §5.2.3",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => (extensionOf(view, OID.crlNumber)?.value.length ?? 0) > 22 && "cRLNumber has more than 20 octets",
};
