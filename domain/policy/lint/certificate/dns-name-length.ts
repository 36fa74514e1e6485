import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const dnsNameLength: CertificateRule = {
  id: "dns-name-length",
  clause: "RFC 1034 §3.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.dns).some((name) => name.length > 253) &&
    "a dNSName has more than 253 octets",
};
