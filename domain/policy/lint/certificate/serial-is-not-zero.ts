import { isZero } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const serialIsNotZero: CertificateRule = {
  id: "serial-is-not-zero",
  clause: "RFC 5280 §4.1.2.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ serial }) => isZero(serial) && "the serial number is zero",
};
