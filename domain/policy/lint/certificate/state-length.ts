import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const stateLength: CertificateRule = atMost("state-length", "2.5.4.8", 128, "a stateOrProvinceName");
