import { OID } from "../../../der/oid.ts";
import { accessOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const responderAddressIsHttp: CertificateRule = {
  id: "responder-address-is-http",
  clause: "RFC 6960 Appendix A.1",
  severity: "error",
  effective: "2013-06-01",
  check: (view) =>
    accessOf(view, OID.ocsp).some((name) => name.kind !== "uri" || !/^https?:\/\//i.test(name.value)) &&
    "a responder's address must be HTTP",
};
