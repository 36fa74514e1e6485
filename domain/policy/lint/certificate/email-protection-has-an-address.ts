import { OID } from "../../../der/oid.ts";
import { type CertificateRule, isAuthority, purposesOf } from "../view/certificate-view.ts";
import { generalNamesOf, NAME_TAGS } from "../view/general-names-view.ts";

export const emailProtectionHasAnAddress: CertificateRule = {
  id: "email-protection-has-an-address",
  clause: "RFC 8550 §3",
  severity: "error",
  effective: "2019-04-01",
  check: (view) =>
    purposesOf(view)?.includes("emailProtection") &&
    !isAuthority(view) &&
    !generalNamesOf(view, OID.subjectAltName).some(({ tag }) => tag === NAME_TAGS.rfc822 || tag === NAME_TAGS.other) &&
    "a certificate for mail must have the address in subjectAltName",
};
