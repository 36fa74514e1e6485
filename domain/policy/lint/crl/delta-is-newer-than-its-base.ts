import { OID } from "../../../der/oid.ts";
import { parseCrlNumber } from "../../../pki/extension/crl-number.ts";
import { parseDeltaCrlIndicator } from "../../../pki/extension/delta-crl-indicator.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const deltaIsNewerThanItsBase: CrlRule = {
  id: "delta-is-newer-than-its-base",
  clause: "RFC 5280 §5.2.4",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => {
    const [base, number] = [
      contentOf(view, OID.deltaCrlIndicator, parseDeltaCrlIndicator),
      contentOf(view, OID.crlNumber, parseCrlNumber),
    ];
    return (
      base !== undefined && number !== undefined && base >= number && "a delta must have a higher number than its base"
    );
  },
};
