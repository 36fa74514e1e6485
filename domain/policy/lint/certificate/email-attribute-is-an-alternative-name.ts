import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const emailAttributeIsAnAlternativeName: CertificateRule = {
  id: "email-attribute-is-an-alternative-name",
  clause: "RFC 5280 §4.1.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    view.subject.rdns.flat().some((a) => a.type === "1.2.840.113549.1.9.1") &&
    textsOf(view, OID.subjectAltName, NAME_TAGS.rfc822).length === 0 &&
    "a mail address in the subject must stand in subjectAltName",
};
