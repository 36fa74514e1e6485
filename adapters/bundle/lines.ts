/** A file of lines, read in pieces: a line may be long, and a file longer than memory. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const PIECE = 1 << 20;
const NEWLINE = 0x0a;
/** No event is as long: a store takes a million octets at once. */
const MAX_LINE_BYTES = 1 << 21;

/** Where a file's lines lie while they are read; one serves file after file. */
export const linesRoom = (): Buffer => Buffer.alloc(MAX_LINE_BYTES + PIECE);

export type FileEnd = { readonly sha256: string; readonly bytes: number };

/**
 * The lines without their ends, each there until the next is asked for: all of them share one room. Returns what the file
 * hashes to and how long it is. Throws SyntaxError for a line that is too long or has no end.
 */
export function* linesOf(path: string, room: Buffer = linesRoom()): Generator<Uint8Array, FileEnd> {
  const file = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    /** How much of the room is of a line that goes on. */
    let rest = 0;
    for (;;) {
      const n = readSync(file, room, rest, PIECE, null);
      if (n === 0) break;
      hash.update(room.subarray(rest, rest + n));
      bytes += n;
      const filled = room.subarray(0, rest + n);
      let at = 0;
      for (let end = filled.indexOf(NEWLINE, rest); end >= 0; end = filled.indexOf(NEWLINE, at)) {
        yield new Uint8Array(room.buffer, room.byteOffset + at, end - at);
        at = end + 1;
      }
      room.copyWithin(0, at, filled.length);
      rest = filled.length - at;
      if (rest > MAX_LINE_BYTES) throw new SyntaxError("a line is too long");
    }
    if (rest > 0) throw new SyntaxError("the last line has no end");
    return { sha256: hash.digest("base64url"), bytes };
  } finally {
    closeSync(file);
  }
}
