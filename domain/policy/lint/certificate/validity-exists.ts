import { isNoSuchTime } from "../judge/time-form.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const validityExists: CertificateRule = {
  id: "validity-exists",
  clause: "RFC 5280 §4.1.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].some(isNoSuchTime) && "the validity names a time that does not exist",
};
