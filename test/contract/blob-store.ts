/** The contract of domain/ports/blob-store.ts. */
import { describe, expect, test } from "vitest";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import type { BlobStore } from "../../domain/ports/blob-store.ts";

export const blobStoreContract = (name: string, open: () => BlobStore): void => {
  describe(`blob store: ${name}`, () => {
    test.for([0, 1, 100_000])("%i octets come back by their digest", async (size) => {
      const store = open();
      const bytes = new Uint8Array(size).fill(7);
      const digest = await store.put(bytes);
      expect(digest).toBe(toBase64url(sha256(bytes)));
      expect(await store.put(bytes)).toBe(digest);
      expect(await store.get(digest)).toEqual(bytes);
    });

    test.for(["A".repeat(43), "", "../../etc/passwd", "A".repeat(44)])("nothing is under %s", async (digest) => {
      expect(await open().get(digest)).toBeUndefined();
    });
  });
};
