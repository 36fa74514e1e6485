import { smallValueOf } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const versionIsKnown: CertificateRule = {
  id: "version-is-known",
  clause: "RFC 5280 §4.1.2.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ version }) =>
    version !== undefined && (smallValueOf(version) ?? 3) > 2 && "the version is none of v1, v2, v3",
};
