import { SUBJECT_INFO_ACCESS } from "../../../pki/extension/subject-info-access.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const subjectInfoAccessIsNotCritical: CertificateRule = notCritical({
  id: "subject-info-access-is-not-critical",
  oid: SUBJECT_INFO_ACCESS,
  name: "subjectInfoAccess",
  clause: "RFC 5280 §4.2.2.2",
  effective: "2008-05-01",
  severity: "error",
});
