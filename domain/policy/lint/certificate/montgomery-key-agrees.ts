import { type CertificateRule, usagesOf } from "../view/certificate-view.ts";

export const montgomeryKeyAgrees: CertificateRule = {
  id: "montgomery-key-agrees",
  clause: "RFC 9295 §3",
  severity: "error",
  effective: "2022-09-01",
  check: (view) =>
    ["1.3.101.110", "1.3.101.111"].includes(view.key.algorithm.oid) &&
    usagesOf(view)?.includes("keyAgreement") === false &&
    "the keyUsage of an X25519 or X448 key must have keyAgreement",
};
