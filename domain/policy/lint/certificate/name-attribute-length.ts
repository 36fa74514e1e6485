import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameAttributeLength: CertificateRule = atMost("name-attribute-length", "2.5.4.41", 32_768, "a name");
