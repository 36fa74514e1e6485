import { OID } from "../../../der/oid.ts";
import { accessOf, isFetchable } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const issuerAddressIsAUrl: CertificateRule = {
  id: "issuer-address-is-a-url",
  clause: "RFC 5280 §4.2.2.1",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    accessOf(view, OID.caIssuers).some((name) => !isFetchable(name)) && "an issuer's address is neither HTTP nor LDAP",
};
