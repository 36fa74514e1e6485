/**
 * Strict, bounded DER reader. X.690 §10: anything that has another encoding is refused, so that what was read can be
 * written again byte for byte. Input is untrusted: size and depth are bounded, nothing is recursive in the data.
 */
import { toHex } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";
import { isInstant } from "../kernel/instant.ts";
import { type RefusalCode, refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { decodeString, isStringTag, STRING_TAGS } from "./string.ts";

/** Private to this file: how a reader leaves; `readDer` turns it into a Refusal. */
class Malformed extends Error {}

const fail = (detail: string): never => {
  throw new Malformed(detail);
};

const MAX_DEPTH = 32;

export type Element = {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The element as it stands in the input: tag, length, content. */
  readonly whole: Uint8Array;
};

/** Reads elements one after another from one level. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #depth: number;
  #at = 0;

  constructor(bytes: Uint8Array, depth = 0) {
    if (depth > MAX_DEPTH) fail("too deep");
    this.#bytes = bytes;
    this.#depth = depth;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next element's identifier octet; undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  end(): void {
    if (!this.isAtEnd) fail("trailing bytes");
  }

  next(): Element {
    const bytes = this.#bytes;
    const start = this.#at;
    const tag = bytes[start] ?? fail("truncated");
    if ((tag & 0x1f) === 0x1f) fail("tag numbers above 30 are not used here");
    const first = bytes[start + 1] ?? fail("truncated");
    let at = start + 2;
    let size = first;
    if (first >= 0x80) {
      const octets = first & 0x7f;
      if (octets === 0 || octets > 4) fail("indefinite or huge length");
      size = 0;
      for (let i = 0; i < octets; i++) size = size * 256 + (bytes[at++] ?? fail("truncated"));
      if (size < 0x80 || size < 256 ** (octets - 1)) fail("length is not minimal");
    }
    if (at + size > bytes.length) fail("truncated");
    this.#at = at + size;
    return { tag, content: bytes.subarray(at, at + size), whole: bytes.subarray(start, at + size) };
  }

  /** The next element, which must have this identifier octet. */
  expect(tag: number): Element {
    const element = this.next();
    return element.tag === tag ? element : fail("unexpected tag");
  }

  /** The next element if it has this identifier octet. */
  optional(tag: number): Element | undefined {
    return this.peek() === tag ? this.next() : undefined;
  }

  /** A reader of a constructed element's content. */
  inside(element: Element): DerReader {
    if (!(element.tag & 0x20)) fail("not constructed");
    return new DerReader(element.content, this.#depth + 1);
  }

  sequence(): DerReader {
    return this.inside(this.expect(0x30));
  }

  /** Reads every element of a SEQUENCE OF or SET OF. */
  each<T>(element: Element, read: (r: DerReader) => T): readonly T[] {
    const r = this.inside(element);
    const out: T[] = [];
    while (!r.isAtEnd) out.push(read(r));
    return out;
  }

  /** INTEGER as its content octets, minimal two's complement. X.690 §8.3.2. */
  integerBytes(): Uint8Array {
    const { content } = this.expect(0x02);
    const [a, b] = content;
    if (a === undefined) return fail("empty INTEGER");
    if (b !== undefined && ((a === 0 && b < 0x80) || (a === 0xff && b >= 0x80))) fail("INTEGER is not minimal");
    return content;
  }

  /** A non-negative INTEGER without its sign octet, lower-case hex, whole octets. */
  unsignedHex(): string {
    const content = this.integerBytes();
    if ((content[0] ?? 0) & 0x80) fail("negative INTEGER");
    return toHex(content.length > 1 && content[0] === 0 ? content.subarray(1) : content);
  }

  /** An INTEGER that must be small: a version, a path length. */
  smallInteger(): number {
    const hex = this.unsignedHex();
    return hex.length <= 8 ? Number.parseInt(hex, 16) : fail("INTEGER is too large");
  }

  boolean(): boolean {
    const { content } = this.expect(0x01);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) fail("BOOLEAN is not DER");
    return content[0] === 0xff;
  }

  oid(): string {
    return readOid(this.expect(0x06).content);
  }

  octetString(): Uint8Array {
    return this.expect(0x04).content;
  }

  /** BIT STRING of whole octets. */
  bitString(): Uint8Array {
    const { content } = this.expect(0x03);
    if (content[0] !== 0) fail("BIT STRING is not of whole octets");
    return content.subarray(1);
  }

  null(): void {
    if (this.expect(0x05).content.length !== 0) fail("NULL with content");
  }

  /** UTCTime through 2049, GeneralizedTime from 2050: the one form that RFC 5280 §4.1.2.5 allows. */
  time(): Instant {
    const { tag, content } = this.next();
    const text = asciiOf(content);
    if (tag === 0x17 && /^\d{12}Z$/.test(text))
      return instantOf(`${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}`);
    if (tag === 0x18 && text >= "2050" && /^\d{14}Z$/.test(text)) return instantOf(text);
    return fail("time is not in the allowed form");
  }

  /** GeneralizedTime of any year, in whole seconds of UTC: what OCSP has instead. RFC 6960 §4.2.2.1. */
  generalizedTime(): Instant {
    const text = asciiOf(this.expect(0x18).content);
    return /^\d{14}Z$/.test(text) ? instantOf(text) : fail("time is not in the allowed form");
  }

  /** A string of any type, as text. */
  text(): string {
    const { tag, content } = this.next();
    if (!isStringTag(tag)) fail("not a string");
    return decodeString(tag, content) ?? fail("a string has characters that its type does not have");
  }
}

const asciiOf = (content: Uint8Array): string =>
  decodeString(STRING_TAGS.ia5, content) ?? fail("time is not in the allowed form");

const instantOf = (t: string): Instant => {
  const i = `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 8)}T${t.slice(8, 10)}:${t.slice(10, 12)}:${t.slice(12, 14)}.000Z`;
  return isInstant(i) ? i : fail("no such time");
};

const readOid = (content: Uint8Array): string => {
  // Before any arithmetic: arcs grow without bound, and reading them costs the square of their length.
  if (content.length > 64) fail("OBJECT IDENTIFIER is too long");
  const arcs: bigint[] = [];
  let arc = 0n;
  let isFresh = true;
  for (const b of content) {
    if (isFresh && b === 0x80) fail("OBJECT IDENTIFIER is not minimal");
    arc = (arc << 7n) | BigInt(b & 0x7f);
    isFresh = (b & 0x80) === 0;
    if (isFresh) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first] = arcs;
  if (first === undefined || !isFresh) return fail("OBJECT IDENTIFIER is not DER");
  const top = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [top, first - top * 40n, ...arcs.slice(1)].join(".");
};

/** Raises a refusal from inside `readDer`'s callback. */
export const malformed = (detail: string): never => fail(detail);

export type ReadOptions = { readonly code?: RefusalCode; readonly maxBytes?: number };

/**
 * Reads exactly one structure: `read` must consume all of `bytes`. Refuses `der.malformed`, or `options.code`; never
 * throws for any input.
 */
export const readDer = <T>(bytes: Uint8Array, read: (r: DerReader) => T, options: ReadOptions = {}): Result<T> => {
  const code = options.code ?? "der.malformed";
  if (bytes.length > (options.maxBytes ?? 1 << 26)) return refuse(refusal(code, "too large"));
  try {
    const r = new DerReader(bytes);
    const value = read(r);
    r.end();
    return ok(value);
  } catch (e) {
    if (e instanceof Malformed) return refuse(refusal(code, e.message));
    throw e;
  }
};

/** The value of an inner Result while reading; its refusal becomes this reading's. */
export const must = <T>(result: Result<T>): T => (result.ok ? result.value : fail(result.error.detail));
