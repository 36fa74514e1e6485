import { repeated } from "../judge/extension-list.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const entryExtensionStandsOnce: CrlRule = {
  id: "entry-extension-stands-once",
  clause: "RFC 5280 §5.3",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries
      .map((e) =>
        repeated(
          e.extensions.map((x) => x.oid),
          "the entry extension",
        ),
      )
      .find((detail) => detail !== undefined),
};
