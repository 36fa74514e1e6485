import { ofStringType } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const dnQualifierIsPrintable: CertificateRule = ofStringType(
  "dn-qualifier-is-printable",
  "2.5.4.46",
  0x13,
  "a dnQualifier",
);
