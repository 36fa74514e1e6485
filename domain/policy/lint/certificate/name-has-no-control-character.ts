import { attributesOf } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const nameHasNoControlCharacter: CertificateRule = {
  id: "name-has-no-control-character",
  clause: "RFC 5280 §7.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => attributesOf(view).some((a) => /\p{Cc}/u.test(a.text ?? "")) && "a name has a control character",
};
