import { subtreesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameConstraintDomainHasNoDot: CertificateRule = {
  id: "name-constraint-domain-has-no-dot",
  clause: "RFC 5280 §4.2.1.10",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    subtreesOf(view).some((base) => base.kind === "dns" && base.value.startsWith(".")) &&
    "a constraint on domain names begins with a dot: programs disagree on what it means",
};
