import { unknownCritical } from "../judge/extension-list.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const extensionCriticalIsKnown: CertificateRule = {
  id: "extension-critical-is-known",
  clause: "RFC 5280 §4.2",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ extensions }) => unknownCritical(extensions),
};
