/** The encoding of TLS: fixed-width numbers and vectors behind their length, big-endian. RFC 5246 §4. */
import { malformed } from "../../der/reader.ts";
import { concat } from "../../kernel/bytes.ts";

/** `octets`: the width, at most 6; a value that does not fit is a Defect. */
export const encodeUint = (octets: number, value: number | bigint): Uint8Array => {
  const n = BigInt(value);
  if (n < 0n || n >> BigInt(8 * octets)) throw new TypeError("a number does not fit");
  return Uint8Array.from({ length: octets }, (_, i) => Number((n >> BigInt(8 * (octets - 1 - i))) & 0xffn));
};

/** `octets`: the width of the length. */
export const encodeVector = (octets: number, content: Uint8Array): Uint8Array =>
  concat([encodeUint(octets, content.length), content]);

/** Reads inside `readDer`: what is too short or too long is its refusal. */
export class TlsReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  end(): void {
    if (!this.isAtEnd) malformed("trailing bytes");
  }

  /** The next `size` octets. */
  take(size: number): Uint8Array {
    const end = this.#at + size;
    if (end > this.#bytes.length) malformed("truncated");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  uint(octets: number): bigint {
    return this.take(octets).reduce((n, octet) => (n << 8n) | BigInt(octet), 0n);
  }

  vector(octets: number): Uint8Array {
    return this.take(Number(this.uint(octets)));
  }
}
