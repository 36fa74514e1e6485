import { smallValueOf, V1 } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const version3: CertificateRule = {
  id: "version-3",
  clause: "RFC 5280 §4.1",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ version, hasExtensions }) =>
    !hasExtensions && smallValueOf(version ?? V1) !== 2 && "certificates of this profile are v3",
};
