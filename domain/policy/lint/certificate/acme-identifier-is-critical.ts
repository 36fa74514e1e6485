import { ACME_IDENTIFIER } from "../../../pki/extension/acme-identifier.ts";
import { critical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const acmeIdentifierIsCritical: CertificateRule = critical({
  id: "acme-identifier-is-critical",
  oid: ACME_IDENTIFIER,
  name: "acmeIdentifier",
  clause: "RFC 8737 §3",
  effective: "2020-02-01",
  severity: "error",
});
