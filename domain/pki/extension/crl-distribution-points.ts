/** id-ce-cRLDistributionPoints, 2.5.29.31. RFC 5280 §4.2.1.13. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { explicit, implicit, sequence, sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { type DistributionPoint, encodePoints, readPoints } from "./distribution-point.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralName } from "./subject-alt-name.ts";

/** DistributionPointName.fullName with one URI. */
export const distributionPointName = (uri: string): Uint8Array =>
  explicit(0, implicit(0, true, encodeGeneralName({ kind: "uri", value: uri })));

/** Where the CRL is fetched, one point per URL. At least one. */
export const crlDistributionPoints = (urls: readonly string[]): Extension => {
  if (urls.length === 0) throw new TypeError("cRLDistributionPoints without a point");
  const value = sequenceOf(urls.map((url) => sequence(distributionPointName(url))));
  return { oid: OID.crlDistributionPoints, critical: false, value };
};

/** As `crlDistributionPoints`, with all that a point can say: other names, reasons, another issuer of the CRL. */
export const fullCrlDistributionPoints = (points: readonly DistributionPoint[]): Extension => ({
  oid: OID.crlDistributionPoints,
  critical: false,
  value: encodePoints(points),
});

/** Refuses `der.malformed`. */
export const parseCrlDistributionPoints = (value: Uint8Array): Result<readonly DistributionPoint[]> =>
  readDer(value, readPoints);
