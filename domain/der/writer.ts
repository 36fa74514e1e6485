/**
 * DER writer: bytes in, bytes out, no trees. X.690 §8, §10, §11. Written for the hot path (TBS, CRL, OCSP); a CRL of a
 * million finished entries is one allocation.
 */
import { utf8 } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";

/** Octets that the length takes: one below 128, else one more than the number itself needs. X.690 §10.1. */
const lengthOctets = (n: number): number => {
  if (n < 0x80) return 1;
  let octets = 2;
  for (let rest = n; rest > 0xff; rest = Math.floor(rest / 256)) octets += 1;
  return octets;
};

const writeLength = (out: Uint8Array, n: number, octets: number): void => {
  if (octets === 1) {
    out[1] = n;
    return;
  }
  out[1] = 0x80 | (octets - 1);
  let rest = n;
  for (let at = octets; at > 1; at--) {
    out[at] = rest & 0xff;
    rest = Math.floor(rest / 256);
  }
};

/** Below this a loop is faster than a call of `set`. */
const SHORT = 24;

/** Tag, minimal definite length, then the parts one after another. `tag` is one identifier octet (numbers below 31). */
export const tlv = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => wrap(tag, parts);

const wrap = (tag: number, parts: readonly Uint8Array[]): Uint8Array => {
  let size = 0;
  for (const p of parts) size += p.length;
  const octets = lengthOctets(size);
  let at = 1 + octets;
  const out = new Uint8Array(at + size);
  out[0] = tag;
  writeLength(out, size, octets);
  for (const p of parts) {
    if (p.length < SHORT) for (let i = 0; i < p.length; i++) out[at + i] = p[i] as number;
    else out.set(p, at);
    at += p.length;
  }
  return out;
};

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => wrap(0x30, parts);

/** A SEQUENCE of any number of finished elements; spreading a million arguments would overflow the stack. */
export const sequenceOf = (parts: readonly Uint8Array[]): Uint8Array => wrap(0x30, parts);

/** Ascending, as X.690 §11.6 has it. */
export const byOctets = (a: Uint8Array, b: Uint8Array): number => {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    if (d !== 0) return d;
  }
  return a.length - b.length;
};

/** SET OF, its elements in ascending order of their octets. X.690 §11.6. */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array => wrap(0x31, [...parts].sort(byOctets));

/** Unsigned big-endian octets as a non-negative INTEGER: minimal, with a zero octet before a set first bit. X.690 §8.3. */
export const integerFromBytes = (unsigned: Uint8Array): Uint8Array => {
  let from = 0;
  while (from < unsigned.length - 1 && unsigned[from] === 0) from++;
  const body = unsigned.subarray(from);
  if (body.length === 0) return tlv(0x02, Uint8Array.of(0));
  return (body[0] ?? 0) & 0x80 ? tlv(0x02, Uint8Array.of(0), body) : tlv(0x02, body);
};

/** Non-negative only: no structure here has a negative one. */
export const integer = (value: bigint | number): Uint8Array => {
  const n = BigInt(value);
  if (n < 0n) throw new TypeError("negative INTEGER");
  const hex = n.toString(16);
  const padded = hex.length % 2 ? `0${hex}` : hex;
  return integerFromBytes(Uint8Array.from(padded.match(/../g) ?? [], (h) => Number.parseInt(h, 16)));
};

const base128 = (n: bigint): readonly number[] => {
  const out = [Number(n & 0x7fn)];
  for (let rest = n >> 7n; rest > 0n; rest >>= 7n) out.unshift(Number(rest & 0x7fn) | 0x80);
  return out;
};

const OBJECT_IDENTIFIER = /^(?:[01]\.(?:[1-3]?[0-9])|2\.(?:0|[1-9][0-9]*))(?:\.(?:0|[1-9][0-9]*))*$/;
/** Whether the text is a dotted object identifier: under 0 and 1 the second arc ends at 39. X.660 §6.5. */
export const isOid = (dotted: string): boolean => OBJECT_IDENTIFIER.test(dotted);

const oids = new Map<string, Uint8Array>();

/** OBJECT IDENTIFIER from its dotted form. X.690 §8.19. Cached: a program uses a few dozen. */
export const oid = (dotted: string): Uint8Array => {
  const had = oids.get(dotted);
  if (had) return had;
  if (!isOid(dotted)) throw new TypeError("not an object identifier");
  const [first = 0n, second = 0n, ...rest] = dotted.split(".").map(BigInt);
  const der = tlv(0x06, Uint8Array.from([first * 40n + second, ...rest].flatMap(base128)));
  oids.set(dotted, der);
  return der;
};

export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array => tlv(0x03, Uint8Array.of(unusedBits), bytes);

/** BIT STRING with a named bit list: bit 0 is the first; trailing zero bits are left out. X.690 §11.2.2. */
export const namedBitString = (bits: readonly number[]): Uint8Array => {
  const last = Math.max(-1, ...bits);
  const bytes = new Uint8Array(Math.ceil((last + 1) / 8));
  for (const b of bits) bytes[b >> 3] = (bytes[b >> 3] ?? 0) | (0x80 >> (b & 7));
  return bitString(bytes, bytes.length * 8 - (last + 1));
};

export const octetString = (bytes: Uint8Array): Uint8Array => tlv(0x04, bytes);
export const utf8String = (text: string): Uint8Array => tlv(0x0c, utf8(text));

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
export const isPrintable = (text: string): boolean => PRINTABLE.test(text);

/** Throws a Defect for characters outside the set: callers check with `isPrintable`. */
export const printableString = (text: string): Uint8Array => {
  if (!isPrintable(text)) throw new TypeError("not a PrintableString");
  return tlv(0x13, utf8(text));
};

export const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

export const ia5String = (text: string): Uint8Array => {
  if (!isAscii(text)) throw new TypeError("not an IA5String");
  return tlv(0x16, utf8(text));
};

const digits = (i: Instant): string =>
  `${i.slice(0, 4)}${i.slice(5, 7)}${i.slice(8, 10)}${i.slice(11, 13)}${i.slice(14, 16)}${i.slice(17, 19)}Z`;

/** Whole seconds, always GeneralizedTime. X.690 §11.7. */
export const generalizedTime = (i: Instant): Uint8Array => tlv(0x18, utf8(digits(i)));

/** UTCTime through 2049, GeneralizedTime from 2050. RFC 5280 §4.1.2.5. */
export const time = (i: Instant): Uint8Array => (i < "2050" ? tlv(0x17, utf8(digits(i).slice(2))) : generalizedTime(i));

export const boolean = (b: boolean): Uint8Array => tlv(0x01, Uint8Array.of(b ? 0xff : 0));
export const enumerated = (n: number): Uint8Array => tlv(0x0a, Uint8Array.of(n));
export const nullValue: Uint8Array = Uint8Array.of(0x05, 0x00);

/** [n] EXPLICIT: a constructed wrapper around whole elements. */
export const explicit = (n: number, ...parts: readonly Uint8Array[]): Uint8Array => wrap(0xa0 | n, parts);

/** [n] IMPLICIT: the tag replaces the element's own, so only its content is given. */
export const implicit = (n: number, isConstructed: boolean, content: Uint8Array): Uint8Array =>
  tlv((isConstructed ? 0xa0 : 0x80) | n, content);
