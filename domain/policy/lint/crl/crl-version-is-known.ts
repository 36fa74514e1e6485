import { smallValueOf } from "../judge/integer-content.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlVersionIsKnown: CrlRule = {
  id: "crl-version-is-known",
  clause: "RFC 5280 §5.1.2.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ version }) =>
    version !== undefined && smallValueOf(version) !== 1 && "the version, where it stands, must be v2",
};
