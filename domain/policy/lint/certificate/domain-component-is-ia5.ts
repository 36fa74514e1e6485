import { ofStringType } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const domainComponentIsIa5: CertificateRule = ofStringType(
  "domain-component-is-ia5",
  "0.9.2342.19200300.100.1.25",
  0x16,
  "a domainComponent",
);
