import { atMost } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const organizationLength: CertificateRule = atMost("organization-length", "2.5.4.10", 64, "an organizationName");
