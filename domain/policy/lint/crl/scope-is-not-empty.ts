import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const scopeIsNotEmpty: CrlRule = {
  id: "scope-is-not-empty",
  clause: "RFC 5280 §5.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, OID.issuingDistributionPoint)?.value.length === 2 &&
    "issuingDistributionPoint must say something",
};
