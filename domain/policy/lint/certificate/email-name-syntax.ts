import { OID } from "../../../der/oid.ts";
import { isMailbox } from "../judge/name-syntax.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const emailNameSyntax: CertificateRule = {
  id: "email-name-syntax",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.rfc822).some((name) => !isMailbox(name)) &&
    "an rfc822Name must be local-part@domain",
};
