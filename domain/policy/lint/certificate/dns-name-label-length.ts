import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { NAME_TAGS, textsOf } from "../view/general-names-view.ts";

export const dnsNameLabelLength: CertificateRule = {
  id: "dns-name-label-length",
  clause: "RFC 1034 §3.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    textsOf(view, OID.subjectAltName, NAME_TAGS.dns).some((name) =>
      name.split(".").some((label) => label.length > 63),
    ) && "a label of a dNSName has more than 63 octets",
};
