import type { CrlRule } from "../view/crl-view.ts";
import { isEmptyName } from "../view/name-view.ts";

export const crlIssuerIsNotEmpty: CrlRule = {
  id: "crl-issuer-is-not-empty",
  clause: "RFC 5280 §5.1.2.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ issuer }) => isEmptyName(issuer) && "the issuer must have a name",
};
