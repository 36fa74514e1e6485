import { smallValueOf, V1 } from "../judge/integer-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlVersion2ForExtensions: CrlRule = {
  id: "crl-version-2-for-extensions",
  clause: "RFC 5280 §5.1.2.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ version, hasExtensions, entries }) =>
    (hasExtensions || entries.some((e) => e.hasExtensions)) &&
    smallValueOf(version ?? V1) !== 1 &&
    "a CRL with extensions must be v2",
};
