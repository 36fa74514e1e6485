import { ofStringType } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const emailAttributeIsIa5: CertificateRule = ofStringType(
  "email-attribute-is-ia5",
  "1.2.840.113549.1.9.1",
  0x16,
  "an emailAddress",
);
