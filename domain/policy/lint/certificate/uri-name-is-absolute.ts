import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const uriNameIsAbsolute: CertificateRule = {
  id: "uri-name-is-absolute",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.uri).some((uri) => !/^[A-Za-z][A-Za-z0-9+.-]*:./.test(uri)) &&
    "a URI must be absolute",
};
