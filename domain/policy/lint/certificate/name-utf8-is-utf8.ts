import { ofAlphabet } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameUtf8IsUtf8: CertificateRule = ofAlphabet("name-utf8-is-utf8", 0x0c, "a UTF8String");
