import { isWholeGeneralizedTime } from "../judge/time-form.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const validityGeneralizedTimeIsWhole: CertificateRule = {
  id: "validity-generalized-time-is-whole",
  clause: "RFC 5280 §4.1.2.5.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ notBefore, notAfter }) =>
    ![notBefore, notAfter].every(isWholeGeneralizedTime) && "a GeneralizedTime must be YYYYMMDDHHMMSSZ",
};
