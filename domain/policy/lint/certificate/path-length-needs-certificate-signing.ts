import { OID } from "../../../der/oid.ts";
import { parseBasicConstraints } from "../../../pki/extension/basic-constraints.ts";
import { type CertificateRule, usagesOf } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const pathLengthNeedsCertificateSigning: CertificateRule = {
  id: "path-length-needs-certificate-signing",
  clause: "RFC 5280 §4.2.1.9",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    contentOf(view, OID.basicConstraints, parseBasicConstraints)?.pathLength !== undefined &&
    usagesOf(view)?.includes("keyCertSign") !== true &&
    "a path length needs keyCertSign in keyUsage",
};
