import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const ecKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "ec-key-usage",
    clause: "RFC 8813 §3",
    effective: "2020-08-01",
    oids: ["1.2.840.10045.2.1"],
    what: "an EC key",
  },
  "digitalSignature",
  "nonRepudiation",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
);
