import { noticesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const userNoticeLength: CertificateRule = {
  id: "user-notice-length",
  clause: "RFC 5280 §4.2.1.4",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    noticesOf(view).some(({ text }) => [...(text?.text ?? "")].length > 200) &&
    "explicitText has more than 200 characters",
};
