import { isOnCurve } from "../../elliptic-curve.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const ecPointIsOnItsCurve: CertificateRule = {
  id: "ec-point-is-on-its-curve",
  clause: "NIST SP 800-56A §5.6.2.3.3",
  severity: "error",
  effective: "2009-03-01",
  check: ({ key }) => key.key !== undefined && !isOnCurve(key.key) && "the point is not on its curve",
};
