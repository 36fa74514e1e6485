/** id-ce-cRLDistributionPoints, 2.5.29.31. RFC 5280 §4.2.1.13. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import { type DistributionPoint, encodePoints, type PointName, readPoints } from "./distribution-point.ts";
import type { Extension } from "./extension.ts";
import { isGeneralName } from "./subject-alt-name.ts";

/** The name of a place with one URL; a text that is no URL is a Defect. */
export const pointAt = (value: string): PointName => {
  if (!isGeneralName({ kind: "uri", value })) throw new TypeError("a distribution point that is no URL");
  return { kind: "full", names: [{ kind: "uri", value }] };
};

/** Where the CRL is fetched, one point per URL. At least one. */
export const crlDistributionPoints = (urls: readonly string[]): Extension => {
  const value = encodePoints(urls.map((url) => ({ name: pointAt(url) })));
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
