import { OID } from "../../../der/oid.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const keyUsageIsCritical: CertificateRule = critical({
  id: "key-usage-is-critical",
  oid: OID.keyUsage,
  name: "keyUsage",
  clause: "RFC 5280 §4.2.1.3",
  effective: "2008-05-01",
  severity: "warning",
});
