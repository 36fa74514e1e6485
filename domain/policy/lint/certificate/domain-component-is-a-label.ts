import { attributesOf } from "../judge/attribute.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const domainComponentIsALabel: CertificateRule = {
  id: "domain-component-is-a-label",
  clause: "RFC 4519 §2.4",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) =>
    attributesOf(view, "0.9.2342.19200300.100.1.25").some(
      (a) => !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(a.text ?? ""),
    ) && "a domainComponent is one label of a domain name",
};
