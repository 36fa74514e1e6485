import { isMinimal } from "../judge/integer-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSerialIsMinimal: CrlRule = {
  id: "crl-serial-is-minimal",
  clause: "X.690 §8.3.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some((e) => !isMinimal(e.serial)) && "a serial number has an octet that it does not need",
};
