import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { isCritical } from "../view/extension-view.ts";

export const entryInvalidityDateIsNotCritical: CrlRule = {
  id: "entry-invalidity-date-is-not-critical",
  clause: "RFC 5280 §5.3.2",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    entries.some((e) => isCritical(e, OID.invalidityDate)) && "invalidityDate must not be critical",
};
