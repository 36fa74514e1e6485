import { OID } from "../../../der/oid.ts";
import { toUnicodeDomain } from "../../../pki/domain-name.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const dnsNameALabelsAreValid: CertificateRule = {
  id: "dns-name-a-labels-are-valid",
  clause: "RFC 5280 §7.2",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.dns).some((name) => toUnicodeDomain(name) === undefined) &&
    "a label that begins with xn-- encodes no name",
};
