import type { CertificateRule } from "../view/certificate-view.ts";

export const uniqueIdsAreAbsent: CertificateRule = {
  id: "unique-ids-are-absent",
  clause: "RFC 5280 §4.1.2.8",
  severity: "error",
  effective: "2008-05-01",
  check: ({ hasUniqueIds }) => hasUniqueIds && "unique identifiers must not be used",
};
