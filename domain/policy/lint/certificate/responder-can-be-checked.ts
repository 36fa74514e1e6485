import { OID } from "../../../der/oid.ts";
import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const responderCanBeChecked: CertificateRule = {
  id: "responder-can-be-checked",
  clause: "RFC 6960 §4.2.2.2.1",
  severity: "notice",
  effective: "2013-06-01",
  check: (view) =>
    purposesOf(view)?.includes("ocspSigning") &&
    ![OID.ocspNoCheck, OID.crlDistributionPoints, OID.authorityInfoAccess].some((oid) => extensionOf(view, oid)) &&
    "a responder's certificate says neither how it is checked nor that it is not",
};
