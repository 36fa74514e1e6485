import { smallValueOf, V1 } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const version3ForExtensions: CertificateRule = {
  id: "version-3-for-extensions",
  clause: "RFC 5280 §4.1.2.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ version, hasExtensions }) =>
    hasExtensions && smallValueOf(version ?? V1) !== 2 && "a certificate with extensions must be v3",
};
