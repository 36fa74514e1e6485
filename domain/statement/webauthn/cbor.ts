/**
 * The part of CBOR that authenticators speak: definite lengths, shortest integers, no tags, no floats, no key twice.
 * RFC 8949 §4.2.1; FIDO CTAP 2.1 §8. Input is untrusted: size and depth are bounded.
 */
import { fromUtf8 } from "../../kernel/bytes.ts";

export type CborMap = ReadonlyMap<number | string, Cbor>;
export type Cbor = number | boolean | null | string | Uint8Array | readonly Cbor[] | CborMap;

/** Private to this file: how a reading is left. */
class Malformed extends Error {}

const fail = (): never => {
  throw new Malformed();
};

/** CTAP 2.1 §8: four levels; attestation statements of some makers have more. */
const MAX_DEPTH = 8;

type Head = { readonly major: number; readonly info: number; readonly argument: number };

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  #take(n: number): Uint8Array {
    if (n > this.#bytes.length - this.at) fail();
    this.at += n;
    return this.#bytes.subarray(this.at - n, this.at);
  }

  #head(): Head {
    const [first = 0] = this.#take(1);
    const info = first & 0x1f;
    const head = { major: first >> 5, info };
    if (info < 24) return { ...head, argument: info };
    if (info > 27) fail();
    const octets = 2 ** (info - 24);
    let argument = 0;
    for (const b of this.#take(octets)) argument = argument * 256 + b;
    const isShortest = info === 24 ? argument >= 24 : argument >= 256 ** (octets / 2);
    if (!isShortest || !Number.isSafeInteger(argument)) fail();
    return { ...head, argument };
  }

  #map(size: number, depth: number): CborMap {
    const map = new Map<number | string, Cbor>();
    for (let i = 0; i < size; i++) {
      const key = this.value(depth);
      if ((typeof key !== "number" && typeof key !== "string") || map.has(key)) fail();
      map.set(key as number | string, this.value(depth));
    }
    return map;
  }

  #array(size: number, depth: number): readonly Cbor[] {
    const items: Cbor[] = [];
    // An item takes an octet at least: a size that cannot be there ends with the bytes.
    for (let i = 0; i < size; i++) items.push(this.value(depth));
    return items;
  }

  #simple({ info, argument }: Head): boolean | null {
    if (info >= 24) return fail();
    if (argument === 20 || argument === 21) return argument === 21;
    return argument === 22 ? null : fail();
  }

  value(depth = 0): Cbor {
    if (depth > MAX_DEPTH) return fail();
    const head = this.#head();
    switch (head.major) {
      case 0:
        return head.argument;
      case 1:
        return -1 - head.argument;
      case 2:
        return this.#take(head.argument);
      case 3:
        return fromUtf8(this.#take(head.argument)) ?? fail();
      case 4:
        return this.#array(head.argument, depth + 1);
      case 5:
        return this.#map(head.argument, depth + 1);
      case 7:
        return this.#simple(head);
      default:
        return fail();
    }
  }
}

/** The map that begins at `from`, and where it ends; undefined when there is none. */
export const readCborMap = (
  bytes: Uint8Array,
  from = 0,
): { readonly map: CborMap; readonly end: number } | undefined => {
  try {
    const reader = new Reader(bytes, from);
    const map = reader.value();
    return map instanceof Map ? { map: map as CborMap, end: reader.at } : undefined;
  } catch (e) {
    if (e instanceof Malformed) return undefined;
    throw e;
  }
};
