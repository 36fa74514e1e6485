import { isWholeUtcTime } from "../judge/time-form.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const validityUtcTimeIsWhole: CertificateRule = {
  id: "validity-utc-time-is-whole",
  clause: "RFC 5280 §4.1.2.5.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ notBefore, notAfter }) => ![notBefore, notAfter].every(isWholeUtcTime) && "a UTCTime must be YYMMDDHHMMSSZ",
};
