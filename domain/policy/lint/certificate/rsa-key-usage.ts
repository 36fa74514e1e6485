import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const rsaKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "rsa-key-usage",
    clause: "RFC 3279 §2.3.1",
    effective: "2002-04-01",
    oids: ["1.2.840.113549.1.1.1"],
    what: "an RSA key",
  },
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyCertSign",
  "cRLSign",
);
