import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const localityLength: CertificateRule = atMost("locality-length", "2.5.4.7", 128, "a localityName");
