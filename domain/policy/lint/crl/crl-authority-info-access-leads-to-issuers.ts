import { OID } from "../../../der/oid.ts";
import { accessOf } from "../judge/extension-content.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const crlAuthorityInfoAccessLeadsToIssuers: CrlRule = {
  id: "crl-authority-info-access-leads-to-issuers",
  clause: "RFC 5280 §5.2.7",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, OID.authorityInfoAccess) !== undefined &&
    accessOf(view, OID.caIssuers).length === 0 &&
    "authorityInfoAccess of a CRL must have caIssuers",
};
