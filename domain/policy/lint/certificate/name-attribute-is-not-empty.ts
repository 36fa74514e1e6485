import { attributesOf } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameAttributeIsNotEmpty: CertificateRule = {
  id: "name-attribute-is-not-empty",
  clause: "RFC 5280 Appendix A.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => attributesOf(view).some((a) => a.text === "") && "an attribute of a name is empty",
};
