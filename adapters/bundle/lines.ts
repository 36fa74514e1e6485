/** A file of lines, read in pieces: a line may be long, and a file longer than memory. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const PIECE = 1 << 20;
const NEWLINE = 0x0a;
/** No event is as long: a store takes a million octets at once. */
export const MAX_LINE_BYTES = 1 << 21;

export type FileEnd = { readonly sha256: string; readonly bytes: number };

/**
 * The lines without their ends. Returns what the file hashes to and how long it is. Throws SyntaxError for a line that is too
 * long or has no end.
 */
export function* linesOf(path: string): Generator<Uint8Array, FileEnd> {
  const file = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const n = readSync(file, piece, 0, PIECE, null);
      if (n === 0) break;
      const read = piece.subarray(0, n);
      hash.update(read);
      bytes += n;
      const all = rest.length === 0 ? read : Buffer.concat([rest, read]);
      let at = 0;
      for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, at)) {
        yield new Uint8Array(all.buffer, all.byteOffset + at, end - at);
        at = end + 1;
      }
      rest = all.subarray(at);
      if (rest.length > MAX_LINE_BYTES) throw new SyntaxError("a line is too long");
    }
    if (rest.length > 0) throw new SyntaxError("the last line has no end");
    return { sha256: hash.digest("base64url"), bytes };
  } finally {
    closeSync(file);
  }
}
