import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const serialNumberAttributeLength: CertificateRule = atMost(
  "serial-number-attribute-length",
  "2.5.4.5",
  64,
  "a serialNumber",
);
