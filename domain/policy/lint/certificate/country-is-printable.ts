import { ofStringType } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const countryIsPrintable: CertificateRule = ofStringType(
  "country-is-printable",
  "2.5.4.6",
  0x13,
  "a countryName",
);
