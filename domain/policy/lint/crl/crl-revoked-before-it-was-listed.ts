import { isAfter } from "../judge/time-form.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlRevokedBeforeItWasListed: CrlRule = {
  id: "crl-revoked-before-it-was-listed",
  clause: "RFC 5280 §5.1.2.6",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ thisUpdate, entries }) =>
    entries.some((e) => isAfter(e.revokedAt, thisUpdate)) && "a revocation is later than the list",
};
