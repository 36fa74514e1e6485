import { OID } from "../../../der/oid.ts";
import { isIndirect } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const entryIssuerOnlyInIndirect: CrlRule = {
  id: "entry-issuer-only-in-indirect",
  clause: "RFC 5280 §5.3.3",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    view.entries.some((e) => extensionOf(e, OID.certificateIssuer)) &&
    !isIndirect(view) &&
    "certificateIssuer stands in a list that is not indirect",
};
