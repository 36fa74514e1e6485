import { OID } from "../../../der/oid.ts";
import { parseBasicConstraints } from "../../../pki/extension/basic-constraints.ts";
import { type CertificateRule, isAuthority } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const pathLengthNeedsAuthority: CertificateRule = {
  id: "path-length-needs-authority",
  clause: "RFC 5280 §4.2.1.9",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    !isAuthority(view) &&
    contentOf(view, OID.basicConstraints, parseBasicConstraints)?.pathLength !== undefined &&
    "a path length stands in the certificate of no authority",
};
