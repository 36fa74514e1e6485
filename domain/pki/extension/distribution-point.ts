/** DistributionPoint and its name. RFC 5280 §4.2.1.13. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { explicit, sequence, sequenceOf, tlv } from "../../der/writer.ts";
import { retag } from "../implicit-tag.ts";
import { checkRdn } from "./directory-name.ts";
import { encodeGeneralNames, type GeneralName, readGeneralNames } from "./general-name.ts";
import { encodeReasonFlags, type ReasonFlag, readReasonFlags } from "./reason-flags.ts";

/** `relative`: a RelativeDistinguishedName, DER, below the name of the CRL's issuer. */
export type PointName =
  | { readonly kind: "full"; readonly names: readonly GeneralName[] }
  | { readonly kind: "relative"; readonly rdn: Uint8Array };

/** `reasons`: all when absent. `crlIssuer`: the certificate's own issuer when absent. */
export type DistributionPoint = {
  readonly name?: PointName;
  readonly reasons?: readonly ReasonFlag[];
  readonly crlIssuer?: readonly GeneralName[];
};

/** As `[0] DistributionPointName`. */
export const encodePointName = (name: PointName): Uint8Array =>
  explicit(0, name.kind === "full" ? retag(0xa0, encodeGeneralNames(name.names)) : retag(0xa1, name.rdn));

/** Reads a `[0] DistributionPointName` at the reader's place. */
export const readPointName = (r: DerReader): PointName => {
  const choice = r.inside(r.expect(0xa0));
  if (choice.peek() === 0xa0) {
    const names = readGeneralNames(choice, 0xa0);
    choice.end();
    return { kind: "full", names };
  }
  const rdn = choice.expect(0xa1);
  checkRdn(choice, rdn);
  choice.end();
  return { kind: "relative", rdn: tlv(0x31, rdn.content) };
};

const encodePoint = ({ name, reasons, crlIssuer }: DistributionPoint): Uint8Array => {
  // Reasons alone would say what a CRL is about, but not where or whose it is.
  if (name === undefined && crlIssuer === undefined) throw new TypeError("a distribution point without a place");
  return sequence(
    ...(name === undefined ? [] : [encodePointName(name)]),
    ...(reasons === undefined ? [] : [encodeReasonFlags(0x81, reasons)]),
    ...(crlIssuer === undefined ? [] : [retag(0xa2, encodeGeneralNames(crlIssuer))]),
  );
};

/** At least one point, each with a name or an issuer; anything else is a Defect. */
export const encodePoints = (points: readonly DistributionPoint[]): Uint8Array => {
  if (points.length === 0) throw new TypeError("distribution points without a point");
  return sequenceOf(points.map(encodePoint));
};

const readPoint = (list: DerReader): DistributionPoint => {
  const point = list.sequence();
  const name = point.peek() === 0xa0 ? { name: readPointName(point) } : {};
  const flags = point.optional(0x81);
  const reasons = flags === undefined ? {} : { reasons: readReasonFlags(flags.content) };
  const crlIssuer = point.peek() === 0xa2 ? { crlIssuer: readGeneralNames(point, 0xa2) } : {};
  point.end();
  if (!("name" in name) && !("crlIssuer" in crlIssuer)) malformed("a distribution point without a place");
  return { ...name, ...reasons, ...crlIssuer };
};

/** Reads CRLDistributionPoints at the reader's place. */
export const readPoints = (r: DerReader): readonly DistributionPoint[] => {
  const points = r.each(r.expect(0x30), readPoint);
  return points.length > 0 ? points : malformed("distribution points without a point");
};
