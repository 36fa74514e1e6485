import { ofAlphabet } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const namePrintableIsPrintable: CertificateRule = ofAlphabet(
  "name-printable-is-printable",
  0x13,
  "a PrintableString",
);
