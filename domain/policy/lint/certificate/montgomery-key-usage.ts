import { keyMayOnly } from "../judge/usage.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const montgomeryKeyUsage: CertificateRule = keyMayOnly(
  {
    id: "montgomery-key-usage",
    clause: "RFC 9295 §3",
    effective: "2022-09-01",
    oids: ["1.3.101.110", "1.3.101.111"],
    what: "an X25519 or X448 key",
  },
  "keyAgreement",
  "encipherOnly",
  "decipherOnly",
);
