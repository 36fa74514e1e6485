import type { CertificateRule } from "../view/certificate-view.ts";

export const namePartIsNotEmpty: CertificateRule = {
  id: "name-part-is-not-empty",
  clause: "X.501 §9.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ issuer, subject }) =>
    [...issuer.rdns, ...subject.rdns].some((rdn) => rdn.length === 0) && "a part of a name has no attribute",
};
