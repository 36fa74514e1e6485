import { OID } from "../../../der/oid.ts";
import { isPreferredDnsName } from "../judge/name-syntax.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const dnsNameSyntax: CertificateRule = {
  id: "dns-name-syntax",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.dns).some((name) => name.trim() !== "" && !isPreferredDnsName(name)) &&
    "a dNSName is not in the preferred name syntax",
};
