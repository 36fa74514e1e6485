import { TLS_FEATURE } from "../../../pki/extension/tls-feature.ts";
import { notCritical } from "../judge/criticality.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const tlsFeatureIsNotCritical: CertificateRule = notCritical({
  id: "tls-feature-is-not-critical",
  oid: TLS_FEATURE,
  name: "the TLS feature extension",
  clause: "RFC 7633 §4.1",
  effective: "2015-10-01",
  severity: "warning",
});
