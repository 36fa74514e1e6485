import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const deltaNamesNoDelta: CrlRule = {
  id: "delta-names-no-delta",
  clause: "RFC 5280 §5.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, OID.deltaCrlIndicator) !== undefined &&
    extensionOf(view, OID.freshestCrl) !== undefined &&
    "freshestCRL must not stand in a delta",
};
