import { onlyFlagsOf } from "../judge/crl-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const scopeHasOneOnly: CrlRule = {
  id: "scope-has-one-only",
  clause: "RFC 5280 §5.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => onlyFlagsOf(view) > 1 && "at most one of the three only… may be true",
};
