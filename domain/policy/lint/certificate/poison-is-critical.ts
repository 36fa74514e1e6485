import { CT_POISON } from "../../../pki/extension/ct-poison.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const poisonIsCritical: CertificateRule = critical({
  id: "poison-is-critical",
  oid: CT_POISON,
  name: "a precertificate's poison",
  clause: "RFC 6962 §3.1",
  effective: "2013-06-01",
  severity: "error",
});
