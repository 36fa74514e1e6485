import { ofStringType } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const serialNumberAttributeIsPrintable: CertificateRule = ofStringType(
  "serial-number-attribute-is-printable",
  "2.5.4.5",
  0x13,
  "a serialNumber",
);
