import { isNegative } from "../judge/integer-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSerialIsPositive: CrlRule = {
  id: "crl-serial-is-positive",
  clause: "RFC 5280 §4.1.2.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) => entries.some((e) => isNegative(e.serial)) && "a serial number is negative",
};
