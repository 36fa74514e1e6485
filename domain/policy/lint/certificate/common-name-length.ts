import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const commonNameLength: CertificateRule = atMost("common-name-length", "2.5.4.3", 64, "a commonName");
