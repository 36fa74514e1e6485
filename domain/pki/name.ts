/** Distinguished names, in the order of their encoding. RFC 5280 §4.1.2.4, Appendix A. */
import { type DerReader, malformed, readDer } from "../der/reader.ts";
import { isStringTag } from "../der/string.ts";
import {
  byOctets,
  ia5String,
  isAscii,
  isOid,
  isPrintable,
  oid,
  printableString,
  sequence,
  setOf,
  tlv,
  utf8String,
} from "../der/writer.ts";
import { fromHex, toHex, utf8 } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { attributeTypeNamed, attributeTypeOf } from "./attribute-type.ts";
import { isElement, readAny } from "./extension/any-element.ts";
import { isInSetOrder } from "./extension/set-order.ts";

/**
 * `type`: a name of `attribute-type.ts`, or a dotted OID when it has none there. `value`: text, or the DER of a value that
 * is no string as lower-case hex, with `isDer`.
 */
export type Attribute = { readonly type: string; readonly value: string; readonly isDer?: true };
/** `and`: further attributes of the same RDN. */
export type Rdn = Attribute & { readonly and?: readonly Attribute[] };
export type Name = readonly Rdn[];

const MAX_ATTRIBUTES = 32;
const encoders = {
  utf8: utf8String,
  printable: printableString,
  ia5: ia5String,
  numeric: (text: string) => tlv(0x12, utf8(text)),
} as const;
const IS_OF_FORM = {
  utf8: () => true,
  printable: isPrintable,
  ia5: isAscii,
  numeric: (text: string) => /^[0-9 ]*$/.test(text),
} as const;

const bad = (detail: string) => refuse(refusal("name.malformed", detail));

/** All attributes, those of one RDN after each other. */
export const attributesOf = (name: Name): readonly Attribute[] => name.flatMap((rdn) => [rdn, ...(rdn.and ?? [])]);

/** What is wrong with a value that is not text. A string would be text. */
const faultOfDer = (value: string): string | undefined => {
  const der = fromHex(value);
  return der === undefined || !isElement(der) || isStringTag(der[0]) ? "an attribute is not of its type" : undefined;
};

const faultOf = ({ type, value, isDer }: Attribute): string | undefined => {
  const kind = attributeTypeNamed(type);
  if (kind === undefined && (!isOid(type) || attributeTypeOf(type) !== undefined))
    return "an attribute type is unknown";
  if (isDer) return kind === undefined ? faultOfDer(value) : "an attribute is not of its type";
  if (value.length === 0) return "an attribute is empty";
  // Control characters and changes of the writing direction show to a person another name than the one that is signed.
  if (!value.isWellFormed() || /[\p{Cc}\ufeff\u202a-\u202e\u2066-\u2069]/u.test(value))
    return "an attribute is not text";
  if (kind === undefined) return undefined;
  if ([...value].length > kind.max) return "an attribute is too long";
  if ((type === "C" || type === "JURISDICTIONC") && !/^[A-Z]{2}$/.test(value))
    return "a country is two capital letters";
  return IS_OF_FORM[kind.form](value) ? undefined : "an attribute has characters that it may not have";
};

const isTwice = ({ and = [], ...first }: Rdn): boolean =>
  and.length > 0 && new Set([first, ...and].map(({ type, value }) => `${type}=${value}`)).size !== and.length + 1;

/** AttributeValue: the string type is the one that is written for the attribute's type. */
export const encodeValue = ({ type, value, isDer }: Attribute): Uint8Array =>
  isDer ? (fromHex(value) ?? new Uint8Array()) : encoders[attributeTypeNamed(type)?.form ?? "utf8"](value);

const encodeAttribute = (attribute: Attribute): Uint8Array =>
  sequence(oid(attributeTypeNamed(attribute.type)?.oid ?? attribute.type), encodeValue(attribute));

/** The order of the encoding, so that a name has one form. */
const ordered = (rdn: Rdn): Rdn => {
  if (rdn.and === undefined) return rdn;
  const { and: others, ...one } = rdn;
  const [first, ...and] = [one, ...others].toSorted((a, b) => byOctets(encodeAttribute(a), encodeAttribute(b)));
  return { ...(first as Attribute), and };
};

/**
 * Checks that every attribute can be encoded: known or dotted type (only when it has no name), length, alphabet. The name
 * comes back with the attributes of each RDN in the order of their encoding.
 */
export const checkName = (name: Name): Result<Name> => {
  const fault = attributesOf(name)
    .map(faultOf)
    .find((f) => f !== undefined);
  if (fault !== undefined) return bad(fault);
  return name.some(isTwice) ? bad("an attribute stands twice in one part of the name") : ok(name.map(ordered));
};

/** A name that `checkName` admits; anything else is a Defect. */
export const encodeName = (name: Name): Uint8Array =>
  sequence(...name.map((rdn) => setOf(...[rdn, ...(rdn.and ?? [])].map(encodeAttribute))));

const readValue = (r: DerReader): Pick<Attribute, "value" | "isDer"> =>
  isStringTag(r.peek()) ? { value: r.text() } : { value: toHex(readAny(r)), isDer: true };

const readAttribute = (set: DerReader): { readonly whole: Uint8Array; readonly attribute: Attribute } => {
  const element = set.expect(0x30);
  const r = set.inside(element);
  const dotted = r.oid();
  const value = readValue(r);
  r.end();
  return { whole: element.whole, attribute: { type: attributeTypeOf(dotted)?.name ?? dotted, ...value } };
};

const readRdn = (rdns: DerReader): Rdn => {
  const read = rdns.each(rdns.expect(0x31), readAttribute);
  if (read.length === 0 || read.length > MAX_ATTRIBUTES) malformed("a name has an empty or an endless part");
  if (!isInSetOrder(read.map((one) => one.whole))) malformed("the attributes of a name are not in order");
  const [first, ...and] = read.map((one) => one.attribute);
  return and.length === 0 ? (first as Attribute) : { ...(first as Attribute), and };
};

/** Reads a Name at the reader's place. */
export const readName = (r: DerReader): Name => {
  const rdns = r.sequence();
  const out: Rdn[] = [];
  let count = 0;
  while (!rdns.isAtEnd) {
    const rdn = readRdn(rdns);
    count += 1 + (rdn.and?.length ?? 0);
    if (count > MAX_ATTRIBUTES) malformed("a name with too many attributes");
    out.push(rdn);
  }
  return out;
};

/** Refuses `name.malformed`. */
export const parseName = (der: Uint8Array): Result<Name> => {
  const name = readDer(der, readName, { code: "name.malformed", maxBytes: 8192 });
  return name.ok ? checkName(name.value) : name;
};
