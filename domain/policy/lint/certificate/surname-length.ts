import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const surnameLength: CertificateRule = atMost("surname-length", "2.5.4.4", 64, "a surname");
