import { isNoTime } from "../judge/time-form.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const validityIsATime: CertificateRule = {
  id: "validity-is-a-time",
  clause: "RFC 5280 §4.1.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].some(isNoTime) && "the validity is neither UTCTime nor GeneralizedTime",
};
