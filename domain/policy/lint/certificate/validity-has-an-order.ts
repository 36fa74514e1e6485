import { isAfter } from "../judge/time-form.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const validityHasAnOrder: CertificateRule = {
  id: "validity-has-an-order",
  clause: "RFC 5280 §4.1.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ notBefore, notAfter }) => isAfter(notBefore, notAfter) && "notBefore is after notAfter",
};
