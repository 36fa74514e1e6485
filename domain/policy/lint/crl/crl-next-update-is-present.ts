import type { CrlRule } from "../view/crl-view.ts";

export const crlNextUpdateIsPresent: CrlRule = {
  id: "crl-next-update-is-present",
  clause: "RFC 5280 §5.1.2.5",
  severity: "error",
  effective: "2008-05-01",
  check: ({ nextUpdate }) => nextUpdate === undefined && "nextUpdate must be there",
};
