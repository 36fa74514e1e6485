import { smallValueOf, V1 } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const versionForUniqueIds: CertificateRule = {
  id: "version-for-unique-ids",
  clause: "RFC 5280 §4.1.2.8",
  severity: "error",
  effective: "2008-05-01",
  check: ({ version, hasUniqueIds }) =>
    hasUniqueIds && smallValueOf(version ?? V1) === 0 && "a certificate with unique identifiers must be v2 or v3",
};
