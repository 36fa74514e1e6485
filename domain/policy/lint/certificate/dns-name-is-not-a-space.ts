import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const dnsNameIsNotASpace: CertificateRule = {
  id: "dns-name-is-not-a-space",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.dns).some((name) => name.trim() === "") && "a dNSName is empty",
};
