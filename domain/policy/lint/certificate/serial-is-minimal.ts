import { isMinimal } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const serialIsMinimal: CertificateRule = {
  id: "serial-is-minimal",
  clause: "X.690 §8.3.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ serial }) => !isMinimal(serial) && "the serial number has an octet that it does not need",
};
