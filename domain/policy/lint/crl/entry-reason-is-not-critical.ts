import { OID } from "../../../der/oid.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { isCritical } from "../view/extension-view.ts";

export const entryReasonIsNotCritical: CrlRule = {
  id: "entry-reason-is-not-critical",
  clause: "RFC 5280 §5.3.1",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) => entries.some((e) => isCritical(e, OID.reasonCode)) && "reasonCode must not be critical",
};
