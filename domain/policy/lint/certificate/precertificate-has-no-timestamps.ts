import { CT_POISON } from "../../../pki/extension/ct-poison.ts";
import { SCT_LIST } from "../../../pki/extension/sct-list.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const precertificateHasNoTimestamps: CertificateRule = {
  id: "precertificate-has-no-timestamps",
  clause: "RFC 6962 §3.1",
  severity: "error",
  effective: "2013-06-01",
  check: (view) =>
    extensionOf(view, CT_POISON) !== undefined &&
    extensionOf(view, SCT_LIST) !== undefined &&
    "a precertificate has no timestamps yet",
};
