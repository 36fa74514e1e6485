import { NAME_CONSTRAINTS } from "../../../pki/extension/name-constraints.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const nameConstraintsOnlyInAuthority: CertificateRule = {
  id: "name-constraints-only-in-authority",
  clause: "RFC 5280 §4.2.1.10",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    extensionOf(view, NAME_CONSTRAINTS) !== undefined &&
    !isAuthority(view) &&
    "nameConstraints stands in the certificate of no authority",
};
