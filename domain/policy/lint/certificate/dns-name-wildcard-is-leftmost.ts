import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const dnsNameWildcardIsLeftmost: CertificateRule = {
  id: "dns-name-wildcard-is-leftmost",
  clause: "RFC 9525 §6.3",
  severity: "error",
  effective: "2023-11-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.dns).some((name) => name.replace(/^\*\./, "").includes("*")) &&
    "a wildcard must be the whole leftmost label",
};
