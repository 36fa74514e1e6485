import { OID } from "../../../der/oid.ts";
import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";
import { isCritical } from "../view/extension-view.ts";

export const timeStampingIsCritical: CertificateRule = {
  id: "time-stamping-is-critical",
  clause: "RFC 3161 §2.3",
  severity: "error",
  effective: "2001-08-01",
  check: (view) =>
    purposesOf(view)?.includes("timeStamping") &&
    !isCritical(view, OID.extendedKeyUsage) &&
    "extKeyUsage with timeStamping must be critical",
};
