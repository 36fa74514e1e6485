import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const alternativeNameIsAscii: CertificateRule = {
  id: "alternative-name-is-ascii",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    [NAME_TAGS.dns, NAME_TAGS.rfc822, NAME_TAGS.uri]
      .flatMap((tag) => textsOf(view, OID.subjectAltName, tag))
      .some((text) => !/^[\x20-\x7e]*$/.test(text)) && "an alternative name has characters that no IA5String has",
};
