import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const titleLength: CertificateRule = atMost("title-length", "2.5.4.12", 64, "a title");
