import { OID } from "../../../der/oid.ts";
import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const noCheckOnlyForResponders: CertificateRule = {
  id: "no-check-only-for-responders",
  clause: "RFC 6960 §4.2.2.2.1",
  severity: "warning",
  effective: "2013-06-01",
  check: (view) =>
    extensionOf(view, OID.ocspNoCheck) !== undefined &&
    purposesOf(view)?.includes("ocspSigning") !== true &&
    "id-pkix-ocsp-nocheck stands in the certificate of no responder",
};
