import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import type { BlobStore } from "../../domain/ports/blob-store.ts";

export const openMemoryBlobStore = (): BlobStore => {
  const blobs = new Map<string, Uint8Array>();
  return {
    put: async (bytes) => {
      const digest = toBase64url(sha256(bytes));
      blobs.set(digest, bytes.slice());
      return digest;
    },
    get: async (digest) => blobs.get(digest)?.slice(),
  };
};
