import { attributesOf } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const countryIsUpperCase: CertificateRule = {
  id: "country-is-upper-case",
  clause: "ISO 3166-1 §5.1",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    attributesOf(view, "2.5.4.6").some((a) => /^[A-Za-z]{2}$/.test(a.text ?? "") && a.text !== a.text?.toUpperCase()) &&
    "a country's code has capital letters",
};
