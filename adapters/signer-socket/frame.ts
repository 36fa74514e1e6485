/** Frames: four octets of length, big-endian, then RFC 8785 JSON. */

import { concat, fromUtf8 } from "../../domain/kernel/bytes.ts";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";

export class FrameError extends Error {
  override readonly name = "FrameError";
}

export const encodeFrame = (value: unknown): Uint8Array => {
  const body = canonicalJson(value);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, body.length);
  return concat([head, body]);
};

/** Takes a stream of octets apart. Throws FrameError for a frame that is too large or no JSON. */
export class FrameReader {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True while a frame has begun and not ended. */
  get isInside(): boolean {
    return this.#size > 0;
  }

  push(chunk: Uint8Array): readonly unknown[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const out: unknown[] = [];
    for (;;) {
      if (this.#size < 4) return out;
      const head = this.#peek(4);
      const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
      if (length > this.#maxBytes) throw new FrameError("frame too large");
      if (this.#size < 4 + length) return out;
      const frame = this.#take(4 + length);
      out.push(this.#parse(frame.subarray(4)));
    }
  }

  #parse(body: Uint8Array): unknown {
    const text = fromUtf8(body);
    try {
      return JSON.parse(text ?? "");
    } catch {
      throw new FrameError("frame is not JSON");
    }
  }

  #peek(n: number): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= n) return first;
    this.#chunks = [concat(this.#chunks)];
    return this.#chunks[0] as Uint8Array;
  }

  #take(n: number): Uint8Array {
    const all = this.#peek(n);
    const rest = all.subarray(n);
    this.#chunks = [...(rest.length > 0 ? [rest] : []), ...this.#chunks.slice(1)];
    this.#size -= n;
    return all.subarray(0, n);
  }
}
