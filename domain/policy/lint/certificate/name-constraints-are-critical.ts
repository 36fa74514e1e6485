import { NAME_CONSTRAINTS } from "../../../pki/extension/name-constraints.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameConstraintsAreCritical: CertificateRule = critical({
  id: "name-constraints-are-critical",
  oid: NAME_CONSTRAINTS,
  name: "nameConstraints",
  clause: "RFC 5280 §4.2.1.10",
  effective: "2008-05-01",
  severity: "error",
});
