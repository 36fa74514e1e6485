import { isZero } from "../judge/integer-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const versionDefaultIsLeftOut: CertificateRule = {
  id: "version-default-is-left-out",
  clause: "X.690 §11.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ version }) => version !== undefined && isZero(version) && "v1 is the default and must not be encoded",
};
