import type { CertificateRule } from "../view/certificate-view.ts";

export const extensionDefaultIsLeftOut: CertificateRule = {
  id: "extension-default-is-left-out",
  clause: "X.690 §11.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ extensions }) =>
    extensions.some((e) => e.isDefaultEncoded) &&
    "an extension's critical FALSE is the default and must not be encoded",
};
