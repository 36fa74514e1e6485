import { isNegative } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const serialIsPositive: CertificateRule = {
  id: "serial-is-positive",
  clause: "RFC 5280 §4.1.2.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ serial }) => isNegative(serial) && "the serial number is negative",
};
