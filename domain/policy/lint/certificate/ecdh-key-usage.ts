import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const ecdhKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "ecdh-key-usage",
    clause: "RFC 5480 §3",
    effective: "2009-03-01",
    oids: ["1.3.132.1.12", "1.3.132.1.13"],
    what: "a key for key agreement only",
  },
  "keyAgreement",
  "encipherOnly",
  "decipherOnly",
);
