import { OID } from "../../../der/oid.ts";
import { hasHost } from "../judge/name-syntax.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const uriNameHasAHost: CertificateRule = {
  id: "uri-name-has-a-host",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.uri).some(
      (uri) => /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(uri) && !hasHost(uri),
    ) && "the host of a URI must be a domain name or an address",
};
