import { attributesOf } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const countryIsTwoLetters: CertificateRule = {
  id: "country-is-two-letters",
  clause: "RFC 5280 Appendix A.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    attributesOf(view, "2.5.4.6").some((a) => !/^[A-Za-z]{2}$/.test(a.text ?? "")) &&
    "a countryName must have two letters",
};
