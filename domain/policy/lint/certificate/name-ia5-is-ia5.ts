import { ofAlphabet } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameIa5IsIa5: CertificateRule = ofAlphabet("name-ia5-is-ia5", 0x16, "an IA5String");
