import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const emailAttributeLength: CertificateRule = atMost(
  "email-attribute-length",
  "1.2.840.113549.1.9.1",
  255,
  "an emailAddress",
);
