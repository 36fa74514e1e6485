import { isGeneralizedTooEarly } from "../judge/time-form.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const validityUtcTimeThrough2049: CertificateRule = {
  id: "validity-utc-time-through-2049",
  clause: "RFC 5280 §4.1.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].some(isGeneralizedTooEarly) && "times through 2049 must be UTCTime",
};
