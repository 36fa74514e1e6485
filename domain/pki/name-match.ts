/** Whether two names are the same name. RFC 5280 §7.1, §7.3, RFC 4518. What is no Name matches nothing. */
import { type DerReader, readDer } from "../der/reader.ts";
import { decodeString, isStringTag } from "../der/string.ts";
import { toHex } from "../kernel/bytes.ts";
import { prepareString } from "./string-prep.ts";

/** One RDN as text that is equal when the RDNs match: its attributes in one order, whatever theirs was. */
type ComparableRdn = string;

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

const readRdns = (r: DerReader): readonly ComparableRdn[] =>
  r.each(r.expect(0x30), (rdns) =>
    // A prepared string holds no control character: the zero parts what it joins.
    rdns.each(rdns.expect(0x31), readAttribute).toSorted().join("\0"),
  );

const MAX_BYTES = 1 << 16;
const rdnsOf = (name: Uint8Array): readonly ComparableRdn[] | undefined => {
  const rdns = readDer(name, readRdns, { maxBytes: MAX_BYTES });
  return rdns.ok ? rdns.value : undefined;
};

/**
 * Whether `name` is below `base` in the tree, or at it: its first RDNs match those of `base`. RFC 5280 §7.1.
 */
export const isWithinName = (name: Uint8Array, base: Uint8Array): boolean => {
  const [below, above] = [rdnsOf(name), rdnsOf(base)];
  if (below === undefined || above === undefined || below.length < above.length) return false;
  return above.every((rdn, i) => rdn === below[i]);
};

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, i) => octet === b[i]);

/** Whether two names match. RFC 5280 §7.1. */
export const namesMatch = (a: Uint8Array, b: Uint8Array): boolean => {
  // The same octets are the same name, and nearly always all that is asked.
  if (isEqual(a, b)) return rdnsOf(a) !== undefined;
  const [left, right] = [rdnsOf(a), rdnsOf(b)];
  return left !== undefined && left.length === right?.length && left.every((rdn, i) => rdn === right[i]);
};
