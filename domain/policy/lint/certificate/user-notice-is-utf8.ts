import { noticesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const userNoticeIsUtf8: CertificateRule = {
  id: "user-notice-is-utf8",
  clause: "RFC 6818 §3",
  severity: "warning",
  effective: "2013-01-01",
  check: (view) =>
    noticesOf(view).some(({ text }) => text !== undefined && (text.form === "visible" || text.form === "bmp")) &&
    "explicitText should be UTF8String",
};
