import { isZero } from "../judge/integer-content.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspVersionDefaultIsLeftOut: OcspRule = {
  id: "ocsp-version-default-is-left-out",
  clause: "X.690 §11.5",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.version !== undefined && isZero(basic.version) && "v1 is the default and must not be encoded",
};
