import { type CertificateRule, usagesOf } from "../view/certificate-view.ts";

export const encipherOrDecipherOnly: CertificateRule = {
  id: "encipher-or-decipher-only",
  clause: "RFC 5480 §3",
  severity: "error",
  effective: "2009-03-01",
  check: (view) =>
    usagesOf(view)?.includes("encipherOnly") &&
    usagesOf(view)?.includes("decipherOnly") &&
    "encipherOnly and decipherOnly exclude each other",
};
