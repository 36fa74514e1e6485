import { isInSetOrder } from "../../../pki/extension/set-order.ts";
import type { CertificateRule } from "../view/certificate-view.ts";

export const namePartIsInOrder: CertificateRule = {
  id: "name-part-is-in-order",
  clause: "X.690 §11.6",
  severity: "error",
  effective: "2008-05-01",
  check: ({ issuer, subject }) =>
    [...issuer.rdns, ...subject.rdns].some((rdn) => !isInSetOrder(rdn.map((a) => a.whole))) &&
    "the attributes in a part of a name are not in the order of their encoding",
};
