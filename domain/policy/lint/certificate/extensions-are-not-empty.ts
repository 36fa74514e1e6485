import type { CertificateRule } from "../view/certificate-view.ts";

export const extensionsAreNotEmpty: CertificateRule = {
  id: "extensions-are-not-empty",
  clause: "RFC 5280 §4.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ hasExtensions, extensions }) =>
    hasExtensions && extensions.length === 0 && "the list of extensions is empty",
};
