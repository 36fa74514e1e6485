import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspNextUpdateIsPresent: OcspRule = {
  id: "ocsp-next-update-is-present",
  clause: "RFC 5019 §2.2.4",
  severity: "warning",
  effective: "2007-09-01",
  check: ({ basic }) =>
    basic?.responses.some((r) => r.nextUpdate === undefined) && "a response without nextUpdate cannot be kept",
};
