/** Writes a bundle's files: each whole or not at all, and those that stand there and are right are kept. */
import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

export type Written = { readonly path: string; readonly sha256: string; readonly bytes: number };

const PIECE = 1 << 20;

/** Writes one file piece by piece. `finish` puts it in its place. */
export const fileWriter = (directory: string, name: string) => {
  const [path, part] = [join(directory, name), join(directory, `${name}.part`)];
  mkdirSync(dirname(path), { recursive: true });
  const hash = createHash("sha256");
  let bytes = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** What stands there from before, as long as it is the same. */
  let former: number | undefined = existsSync(path) ? openSync(path, "r") : undefined;
  let file: number | undefined;

  const isSame = (piece: Buffer): boolean => {
    if (former === undefined) return false;
    const there = Buffer.alloc(piece.length);
    const n = readSync(former, there, 0, there.length, bytes);
    return n === piece.length && there.equals(piece);
  };
  /** From here on it is another: what was the same goes along. */
  const leaveFormer = (): void => {
    if (former !== undefined) {
      closeSync(former);
      copyFileSync(path, part);
      truncateSync(part, bytes);
      former = undefined;
      file = openSync(part, "r+");
    } else file ??= openSync(part, "w");
  };
  const flush = (): void => {
    if (pendingBytes === 0) return;
    const piece = Buffer.concat(pending);
    [pending, pendingBytes] = [[], 0];
    if (!isSame(piece)) {
      leaveFormer();
      writeSync(file as number, piece, 0, piece.length, bytes);
    }
    hash.update(piece);
    bytes += piece.length;
  };
  return {
    write: (piece: Uint8Array): void => {
      pending.push(piece);
      pendingBytes += piece.length;
      if (pendingBytes >= PIECE) flush();
    },
    finish: (): Written => {
      flush();
      if (former !== undefined && statSync(path).size === bytes) closeSync(former);
      else {
        leaveFormer();
        fsyncSync(file as number);
        closeSync(file as number);
        renameSync(part, path);
      }
      return { path: name, sha256: hash.digest("base64url"), bytes };
    },
    abandon: (): void => {
      for (const open of [former, file]) if (open !== undefined) closeSync(open);
      rmSync(part, { force: true });
    },
  };
};

export const writeWhole = (directory: string, name: string, bytes: Uint8Array): Written => {
  const writer = fileWriter(directory, name);
  writer.write(bytes);
  return writer.finish();
};
