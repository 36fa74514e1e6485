import { noticesOf } from "../judge/extension-content.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const userNoticeIsNotIa5: CertificateRule = {
  id: "user-notice-is-not-ia5",
  clause: "RFC 6818 §3",
  severity: "error",
  effective: "2013-01-01",
  check: (view) => noticesOf(view).some(({ text }) => text?.form === "ia5") && "explicitText must not be IA5String",
};
