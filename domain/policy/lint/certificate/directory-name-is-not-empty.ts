import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { generalNamesOf, NAME_TAGS } from "../view/general-names-view.ts";

export const directoryNameIsNotEmpty: CertificateRule = {
  id: "directory-name-is-not-empty",
  clause: "RFC 5280 §4.2.1.6",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    generalNamesOf(view, OID.subjectAltName).some(
      ({ tag, content }) => tag === NAME_TAGS.directory && content.length === 2,
    ) && "a directoryName is empty",
};
