import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const streetLength: CertificateRule = atMost("street-length", "2.5.4.9", 128, "a streetAddress");
