import type { CertificateRule } from "../view/certificate-view.ts";

export const nameHasNoSpaceAround: CertificateRule = {
  id: "name-has-no-space-around",
  clause: "X.520 §6.2",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ subject }) =>
    subject.rdns.flat().some((a) => /^\s|\s$/u.test(a.text ?? "")) &&
    "an attribute of the subject begins or ends with a space",
};
