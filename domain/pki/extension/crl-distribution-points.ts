import { OID } from "../../der/oid.ts";
import { explicit, implicit, sequence, sequenceOf } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralName } from "./subject-alt-name.ts";

/** DistributionPointName.fullName with one URI. RFC 5280 §4.2.1.13. */
export const distributionPointName = (uri: string): Uint8Array =>
  explicit(0, implicit(0, true, encodeGeneralName({ kind: "uri", value: uri })));

/** Where the CRL is fetched, one point per URL. At least one. */
export const crlDistributionPoints = (urls: readonly string[]): Extension => {
  if (urls.length === 0) throw new TypeError("cRLDistributionPoints without a point");
  const value = sequenceOf(urls.map((url) => sequence(distributionPointName(url))));
  return { oid: OID.crlDistributionPoints, critical: false, value };
};
