import { noticesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const userNoticeHasNoReference: CertificateRule = {
  id: "user-notice-has-no-reference",
  clause: "RFC 5280 §4.2.1.4",
  severity: "warning",
  effective: "2008-05-01",
  check: (view) => noticesOf(view).some(({ reference }) => reference !== undefined) && "noticeRef should not be used",
};
