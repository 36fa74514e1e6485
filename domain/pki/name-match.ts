/** Whether two names are the same name. RFC 5280 §7.1, §7.3, RFC 4518. What is no Name matches nothing. */
import { type DerReader, readDer } from "../der/reader.ts";
import { decodeString, isStringTag } from "../der/string.ts";
import { toHex } from "../kernel/bytes.ts";
import { prepareString } from "./string-prep.ts";

/**
 * A name as text: names match whose texts are equal, and a name is below those whose text its own begins with. Each RDN
 * has its attributes in one order, whatever theirs was, and an end.
 */
export type ComparableName = string;

const comparableValue = (r: DerReader): string => {
  const tag = r.peek();
  const { content, whole } = r.next();
  const text = isStringTag(tag) ? decodeString(tag ?? 0, content) : undefined;
  const prepared = text === undefined ? undefined : prepareString(text);
  return prepared === undefined ? `#${toHex(whole)}` : `=${prepared}`;
};

const readAttribute = (set: DerReader): string => {
  const attribute = set.sequence();
  const type = attribute.oid();
  const value = comparableValue(attribute);
  attribute.end();
  return `${type}${value}`;
};

const readRdns = (r: DerReader): ComparableName =>
  r
    // A prepared string holds no control character: they part what they join.
    .each(r.expect(0x30), (rdns) => `${rdns.each(rdns.expect(0x31), readAttribute).toSorted().join("\0")}\x01`)
    .join("");

/** As `parseName` has it. A letter may become eighteen: the work is a multiple of the octets. */
export const MAX_NAME_BYTES = 8192;

/** At most 8 KiB; undefined for what is longer or no Name. */
export const comparableName = (der: Uint8Array): ComparableName | undefined => {
  const name = readDer(der, readRdns, { maxBytes: MAX_NAME_BYTES });
  return name.ok ? name.value : undefined;
};

/** What cannot be read is no name's equal, not even its own. RFC 5280 §7.1. */
export const isSameName = (a: ComparableName | undefined, b: ComparableName | undefined): boolean =>
  a !== undefined && a === b;

/**
 * Whether `name` is below `base` in the tree, or at it: its first RDNs match those of `base`; undefined when either cannot
 * be read. RFC 5280 §7.1.
 */
export const isWithinName = (
  name: ComparableName | undefined,
  base: ComparableName | undefined,
): boolean | undefined => (name === undefined || base === undefined ? undefined : name.startsWith(base));
