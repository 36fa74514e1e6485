import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const pseudonymLength: CertificateRule = atMost("pseudonym-length", "2.5.4.65", 128, "a pseudonym");
