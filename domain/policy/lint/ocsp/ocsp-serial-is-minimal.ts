import { isMinimal } from "../judge/integer-content.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSerialIsMinimal: OcspRule = {
  id: "ocsp-serial-is-minimal",
  clause: "X.690 §8.3.2",
  severity: "error",
  effective: "2013-06-01",
  check: ({ basic }) =>
    basic?.responses.some((r) => !isMinimal(r.serial)) && "a serial number has an octet that it does not need",
};
