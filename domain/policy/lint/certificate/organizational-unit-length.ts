import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const organizationalUnitLength: CertificateRule = atMost(
  "organizational-unit-length",
  "2.5.4.11",
  64,
  "an organizationalUnitName",
);
