import type { PlanningRule } from "./candidate.ts";

/** At least 120 random bits, at most 20 octets: a serial shorter than 16 octets cannot hold them. RFC 5280 §4.1.2.2. */
export const serialEntropy: PlanningRule = {
  id: "serial-entropy",
  clause: "RFC 5280 §4.1.2.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ serial }) => (serial.length < 32 || serial.length > 40) && "the serial number must have 16 to 20 octets",
};
