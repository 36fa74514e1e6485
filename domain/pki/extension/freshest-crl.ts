/** id-ce-freshestCRL, 2.5.29.46. Where the delta CRL is fetched; in certificates and in complete lists. RFC 5280 §4.2.1.15, §5.2.6. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import { crlDistributionPoints } from "./crl-distribution-points.ts";
import { type DistributionPoint, encodePoints, readPoints } from "./distribution-point.ts";
import type { Extension } from "./extension.ts";

/** One point per URL. At least one. Not critical. */
export const freshestCrl = (urls: readonly string[]): Extension => ({
  ...crlDistributionPoints(urls),
  oid: OID.freshestCrl,
});

/** As `freshestCrl`, with all that a point can say. */
export const fullFreshestCrl = (points: readonly DistributionPoint[]): Extension => ({
  oid: OID.freshestCrl,
  critical: false,
  value: encodePoints(points),
});

/** Refuses `der.malformed`. */
export const parseFreshestCrl = (value: Uint8Array): Result<readonly DistributionPoint[]> => readDer(value, readPoints);
