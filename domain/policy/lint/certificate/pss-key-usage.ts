import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const pssKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "pss-key-usage",
    clause: "RFC 4055 §1.2",
    effective: "2005-06-01",
    oids: ["1.2.840.113549.1.1.10"],
    what: "an RSASSA-PSS key",
  },
  "digitalSignature",
  "nonRepudiation",
  "keyCertSign",
  "cRLSign",
);
