import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const edwardsKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "edwards-key-usage",
    clause: "RFC 9295 §3",
    effective: "2022-09-01",
    oids: ["1.3.101.112", "1.3.101.113"],
    what: "an Ed25519 or Ed448 key",
  },
  "digitalSignature",
  "nonRepudiation",
  "keyCertSign",
  "cRLSign",
);
