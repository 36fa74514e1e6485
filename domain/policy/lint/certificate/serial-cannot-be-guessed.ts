import type { CertificateRule } from "../view/certificate-view.ts";

export const serialCannotBeGuessed: CertificateRule = {
  id: "serial-cannot-be-guessed",
  clause: "CABF BR §7.1",
  severity: "warning",
  effective: "2016-09-30",
  check: ({ serial }) => serial.length < 8 && "a serial number of less than 64 bits can be guessed",
};
