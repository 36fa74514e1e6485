import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";

export const timeStampingIsAlone: CertificateRule = {
  id: "time-stamping-is-alone",
  clause: "RFC 3161 §2.3",
  severity: "error",
  effective: "2001-08-01",
  check: (view) =>
    purposesOf(view)?.includes("timeStamping") &&
    purposesOf(view)?.length !== 1 &&
    "timeStamping must be the only purpose",
};
