import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openFileBlobStore } from "../../../adapters/files/blob-store.ts";
import { blobStoreContract } from "../../contract/blob-store.ts";

const directory = mkdtempSync(join(tmpdir(), "blobs-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

blobStoreContract("files", () => openFileBlobStore({ directory }));

test("a file that was changed is corrupt, not content", async () => {
  const store = openFileBlobStore({ directory });
  const digest = await store.put(Uint8Array.of(1, 2, 3));
  const path = join(directory, digest.slice(0, 2), digest);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, "other");
  await expect(store.get(digest)).rejects.toMatchObject({ code: "blob.corrupt" });
});

test("nothing half-written is left behind", async () => {
  await openFileBlobStore({ directory }).put(Uint8Array.of(9));
  expect(readdirSync(directory, { recursive: true }).filter((f) => String(f).endsWith(".tmp"))).toEqual([]);
});

test("a directory that cannot be written is unavailable", async () => {
  writeFileSync(join(directory, "file"), "");
  const store = openFileBlobStore({ directory: join(directory, "file") });
  await expect(store.put(Uint8Array.of(1))).rejects.toMatchObject({ code: "blob.unavailable", retryable: true });
});
