import { subtreesOf } from "../judge/extension-content.ts";
import { isPreferredDnsName } from "../judge/name-syntax.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameConstraintUriIsAHost: CertificateRule = {
  id: "name-constraint-uri-is-a-host",
  clause: "RFC 5280 §4.2.1.10",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    subtreesOf(view).some((base) => base.kind === "uri" && !isPreferredDnsName(base.value.replace(/^\./, ""))) &&
    "a constraint on URIs must be a host or a domain",
};
