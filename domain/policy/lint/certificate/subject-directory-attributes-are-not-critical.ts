import { SUBJECT_DIRECTORY_ATTRIBUTES } from "../../../pki/extension/subject-directory-attributes.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const subjectDirectoryAttributesAreNotCritical: CertificateRule = notCritical({
  id: "subject-directory-attributes-are-not-critical",
  oid: SUBJECT_DIRECTORY_ATTRIBUTES,
  name: "subjectDirectoryAttributes",
  clause: "RFC 5280 §4.2.1.8",
  effective: "2008-05-01",
  severity: "error",
});
