import { OID } from "../../../der/oid.ts";
import { repeated } from "../judge/extension-list.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { generalNamesOf, NAME_TAGS } from "../view/general-names-view.ts";

export const alternativeNameStandsOnce: CertificateRule = {
  id: "alternative-name-stands-once",
  clause: "RFC 5280 §4.2.1.6",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    repeated(
      generalNamesOf(view, OID.subjectAltName).map(
        (name) => `${name.tag} ${name.tag === NAME_TAGS.dns ? name.text.toLowerCase() : name.text}`,
      ),
      "an alternative name",
      false,
    ),
};
