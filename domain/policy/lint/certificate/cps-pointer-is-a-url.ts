import { policiesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const cpsPointerIsAUrl: CertificateRule = {
  id: "cps-pointer-is-a-url",
  clause: "RFC 5280 §4.2.1.4",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    policiesOf(view)
      .flatMap((p) => p.qualifiers)
      .some((q) => q.kind === "cps" && !/^https?:\/\//i.test(q.uri)) &&
    "a CPS pointer that is no web address is of no use to people",
};
