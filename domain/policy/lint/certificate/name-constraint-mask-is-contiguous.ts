import { subtreesOf } from "../judge/extension-content.ts";
import { isContiguous } from "../judge/name-syntax.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameConstraintMaskIsContiguous: CertificateRule = {
  id: "name-constraint-mask-is-contiguous",
  clause: "RFC 5280 §4.2.1.10",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    subtreesOf(view).some((base) => base.kind === "ipRange" && !isContiguous(base.mask)) &&
    "the mask of a range of addresses has a hole (RFC 4632)",
};
