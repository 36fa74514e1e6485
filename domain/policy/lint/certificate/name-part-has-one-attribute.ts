import type { CertificateRule } from "../view/certificate-view.ts";

export const namePartHasOneAttribute: CertificateRule = {
  id: "name-part-has-one-attribute",
  clause: "RFC 4514 §2.2",
  severity: "notice",
  effective: "2008-05-01",
  check: ({ subject }) =>
    subject.rdns.some((rdn) => rdn.length > 1) &&
    "a part of the subject has several attributes: many programs show only one",
};
