/** Blobs as files named by their SHA-256, in directories by its first two characters. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { BlobFault, type BlobStore } from "../../domain/ports/blob-store.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";

const DIGEST = /^[A-Za-z0-9_-]{43}$/;

export const openFileBlobStore = (options: { readonly directory: string }): BlobStore => {
  const pathOf = (digest: string): string => join(options.directory, digest.slice(0, 2), digest);
  return {
    put: async (bytes) => {
      const digest = toBase64url(sha256(bytes));
      const path = pathOf(digest);
      try {
        if (!existsSync(path)) {
          ensurePrivateDirectory(join(options.directory, digest.slice(0, 2)));
          writeFileDurably(path, bytes);
        }
        return digest;
      } catch (cause) {
        throw new BlobFault("blob.unavailable", { cause });
      }
    },
    get: async (digest) => {
      if (!DIGEST.test(digest)) return undefined;
      let bytes: Uint8Array;
      try {
        const file = await readFile(pathOf(digest));
        bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw new BlobFault("blob.unavailable", { cause });
      }
      if (toBase64url(sha256(bytes)) !== digest) throw new BlobFault("blob.corrupt");
      return bytes;
    },
  };
};
