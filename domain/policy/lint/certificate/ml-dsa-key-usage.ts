import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const mlDsaKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "ml-dsa-key-usage",
    clause: "RFC 9881 §5",
    effective: "2025-10-01",
    oids: ["2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19"],
    what: "an ML-DSA key",
  },
  "digitalSignature",
  "nonRepudiation",
  "keyCertSign",
  "cRLSign",
);
