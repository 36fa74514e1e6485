import { unknownCritical } from "../judge/extension-list.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlExtensionCriticalIsKnown: CrlRule = {
  id: "crl-extension-critical-is-known",
  clause: "RFC 5280 §5.2",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ extensions }) => unknownCritical(extensions),
};
