import { OID } from "../../der/oid.ts";
import { crlDistributionPoints } from "./crl-distribution-points.ts";
import type { Extension } from "./extension.ts";

/** Where the delta CRL is fetched; in certificates and in complete lists. Not critical. RFC 5280 §4.2.1.15, §5.2.6. */
export const freshestCrl = (urls: readonly string[]): Extension => ({
  ...crlDistributionPoints(urls),
  oid: OID.freshestCrl,
});
