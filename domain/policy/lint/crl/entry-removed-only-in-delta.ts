import { OID } from "../../../der/oid.ts";
import { reasonOf } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const entryRemovedOnlyInDelta: CrlRule = {
  id: "entry-removed-only-in-delta",
  clause: "RFC 5280 §5.3.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, OID.deltaCrlIndicator) === undefined &&
    view.entries.some((e) => reasonOf(e) === 8) &&
    "removeFromCRL stands in a list that is no delta",
};
