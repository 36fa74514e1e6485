/** One statement of a qualified certificate. RFC 3739 §3.2.6, ETSI EN 319 412-5 §4 and §5. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { ia5String, integer, oid, printableString, sequence, sequenceOf } from "../../der/writer.ts";
import { isElement, readAny } from "./any-element.ts";
import { encodeMonetaryValue, type MonetaryValue, readMonetaryValue } from "./monetary-value.ts";
import { encodeQcSemantics, type QcSemantics, readQcSemantics } from "./qc-semantics.ts";

/** id-qcs, RFC 3739 Appendix A; id-etsi-qcs, ETSI EN 319 412-5 Annex B. */
const OIDS = {
  pkixSyntaxV1: "1.3.6.1.5.5.7.11.1",
  pkixSyntaxV2: "1.3.6.1.5.5.7.11.2",
  compliance: "0.4.0.1862.1.1",
  limitValue: "0.4.0.1862.1.2",
  retentionPeriod: "0.4.0.1862.1.3",
  sscd: "0.4.0.1862.1.4",
  disclosure: "0.4.0.1862.1.5",
  type: "0.4.0.1862.1.6",
  legislation: "0.4.0.1862.1.7",
} as const;

/** What the certificate is for, ETSI EN 319 412-5 §4.2.3. */
export const QC_TYPES = {
  esign: "0.4.0.1862.1.6.1",
  eseal: "0.4.0.1862.1.6.2",
  web: "0.4.0.1862.1.6.3",
} as const;

/** `language`: ISO 639-1, two letters. */
type DisclosureLocation = { readonly url: string; readonly language: string };

export type QcStatement =
  | { readonly kind: "pkixSyntaxV1" | "pkixSyntaxV2"; readonly semantics?: QcSemantics }
  /** Qualified, and the private key in a qualified device. */
  | { readonly kind: "compliance" | "sscd" }
  /** Up to what value of a transaction the certificate may be relied upon. */
  | { readonly kind: "limitValue"; readonly value: MonetaryValue }
  /** For how many years after its end what was registered is kept. */
  | { readonly kind: "retentionPeriod"; readonly years: number }
  | { readonly kind: "disclosure"; readonly locations: readonly DisclosureLocation[] }
  /** Dotted OIDs, such as those of `QC_TYPES`. */
  | { readonly kind: "type"; readonly types: readonly string[] }
  /** Countries under whose law it is qualified: ISO 3166-1, two capitals. */
  | { readonly kind: "legislation"; readonly countries: readonly string[] }
  /** `info`: one whole element. */
  | { readonly kind: "other"; readonly oid: string; readonly info?: Uint8Array };

const isLanguage = (text: string): boolean => /^[A-Za-z]{2}$/.test(text);
const isCountry = (text: string): boolean => /^[A-Z]{2}$/.test(text);
const isUrl = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** A list that must have an element, each of them sound. */
const sound = <T>(list: readonly T[], isSound: (one: T) => boolean): readonly T[] => {
  if (list.length === 0 || !list.every(isSound)) throw new TypeError("not a statement");
  return list;
};

const encodeInfo = (s: Exclude<QcStatement, { kind: "other" }>): Uint8Array | undefined => {
  switch (s.kind) {
    case "pkixSyntaxV1":
    case "pkixSyntaxV2":
      return s.semantics && encodeQcSemantics(s.semantics);
    case "compliance":
    case "sscd":
      return undefined;
    case "limitValue":
      return encodeMonetaryValue(s.value);
    case "retentionPeriod":
      return integer(s.years);
    case "disclosure":
      sound(s.locations, ({ url, language }) => isUrl(url) && isLanguage(language));
      return sequenceOf(s.locations.map((l) => sequence(ia5String(l.url), printableString(l.language))));
    case "type":
      return sequenceOf(sound(s.types, () => true).map(oid));
    case "legislation":
      return sequenceOf(sound(s.countries, isCountry).map(printableString));
  }
};

/** A statement that is not as its kind demands is a Defect. */
export const encodeQcStatement = (s: QcStatement): Uint8Array => {
  if (s.kind !== "other") return withInfo(OIDS[s.kind], encodeInfo(s));
  if (READERS.has(s.oid) || (s.info && !isElement(s.info))) throw new TypeError("not a statement");
  return withInfo(s.oid, s.info);
};

const withInfo = (id: string, info: Uint8Array | undefined): Uint8Array =>
  info === undefined ? sequence(oid(id)) : sequence(oid(id), info);

const readList = <T>(r: DerReader, read: (inner: DerReader) => T): readonly T[] => {
  const list = r.each(r.expect(0x30), read);
  return list.length > 0 ? list : malformed("a statement with an empty list");
};

/** Reads a string of this type, and of this shape. */
const textOf =
  (tag: number, isSound: (text: string) => boolean) =>
  (r: DerReader): string => {
    if (r.peek() !== tag) malformed("a statement has another string type");
    const text = r.text();
    return isSound(text) ? text : malformed("a statement has an ill-formed text");
  };
const url = textOf(0x16, isUrl);
const language = textOf(0x13, isLanguage);
const country = textOf(0x13, isCountry);

const readLocation = (r: DerReader): DisclosureLocation => {
  const location = r.sequence();
  const read = { url: url(location), language: language(location) };
  location.end();
  return read;
};

const syntax =
  (kind: "pkixSyntaxV1" | "pkixSyntaxV2") =>
  (r: DerReader): QcStatement =>
    r.isAtEnd ? { kind } : { kind, semantics: readQcSemantics(r) };

/** By OID, from the reader's place behind it. */
const READERS: ReadonlyMap<string, (r: DerReader) => QcStatement> = new Map<string, (r: DerReader) => QcStatement>([
  [OIDS.pkixSyntaxV1, syntax("pkixSyntaxV1")],
  [OIDS.pkixSyntaxV2, syntax("pkixSyntaxV2")],
  [OIDS.compliance, () => ({ kind: "compliance" })],
  [OIDS.sscd, () => ({ kind: "sscd" })],
  [OIDS.limitValue, (r) => ({ kind: "limitValue", value: readMonetaryValue(r) })],
  [OIDS.retentionPeriod, (r) => ({ kind: "retentionPeriod", years: r.smallInteger() })],
  [OIDS.disclosure, (r) => ({ kind: "disclosure", locations: readList(r, readLocation) })],
  [OIDS.type, (r) => ({ kind: "type", types: readList(r, (list) => list.oid()) })],
  [OIDS.legislation, (r) => ({ kind: "legislation", countries: readList(r, country) })],
]);

/** Reads one statement at the reader's place; one of an unknown kind is kept as it stands. */
export const readQcStatement = (r: DerReader): QcStatement => {
  const statement = r.sequence();
  const id = statement.oid();
  const info = (): QcStatement => ({
    kind: "other",
    oid: id,
    ...(statement.isAtEnd ? {} : { info: readAny(statement) }),
  });
  const read = READERS.get(id)?.(statement) ?? info();
  statement.end();
  return read;
};
