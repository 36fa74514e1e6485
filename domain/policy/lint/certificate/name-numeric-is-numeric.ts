import { ofAlphabet } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameNumericIsNumeric: CertificateRule = ofAlphabet("name-numeric-is-numeric", 0x12, "a NumericString");
