import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const crlNumberIsPresent: CrlRule = {
  id: "crl-number-is-present",
  clause: "RFC 5280 §5.2.3",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => extensionOf(view, OID.crlNumber) === undefined && "cRLNumber must be there",
};
