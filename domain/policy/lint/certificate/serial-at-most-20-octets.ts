import type { CertificateRule } from "../view/certificate-view.ts";

export const serialAtMost20Octets: CertificateRule = {
  id: "serial-at-most-20-octets",
  clause: "RFC 5280 §4.1.2.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ serial }) => serial.length > 20 && "the serial number has more than 20 octets",
};
