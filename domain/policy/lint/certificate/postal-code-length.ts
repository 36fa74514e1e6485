import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const postalCodeLength: CertificateRule = atMost("postal-code-length", "2.5.4.17", 40, "a postalCode");
