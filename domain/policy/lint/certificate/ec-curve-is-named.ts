import { OID } from "../../../der/oid.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const ecCurveIsNamed: CertificateRule = {
  id: "ec-curve-is-named",
  clause: "RFC 5480 §2.1.1",
  severity: "error",
  effective: "2009-03-01",
  check: ({ key }) =>
    key.algorithm.oid === OID.ecPublicKey && key.algorithm.parameters?.[0] !== 0x06 && "an EC key must name its curve",
};
