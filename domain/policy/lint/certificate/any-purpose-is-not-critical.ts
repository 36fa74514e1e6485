import { OID } from "../../../der/oid.ts";
import { type CertificateRule, purposesOf } from "../view/certificate-view.ts";
import { isCritical } from "../view/extension-view.ts";

export const anyPurposeIsNotCritical: CertificateRule = {
  id: "any-purpose-is-not-critical",
  clause: "RFC 5280 §4.2.1.12",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    isCritical(view, OID.extendedKeyUsage) &&
    purposesOf(view)?.includes("anyExtendedKeyUsage") &&
    "extKeyUsage with anyExtendedKeyUsage should not be critical",
};
