import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const ecPointForm: CertificateRule = {
  id: "ec-point-form",
  clause: "RFC 5480 §2.2",
  severity: "error",
  effective: "2009-03-01",
  check: ({ key }) =>
    key.algorithm.oid === OID.ecPublicKey &&
    ![2, 3, 4].includes(key.bits[0] ?? 0) &&
    "an EC point must be uncompressed or compressed",
};
