import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openFileTileStore } from "../../../adapters/files/tile-store.ts";
import { openMemoryTileStore } from "../../../adapters/memory/tile-store.ts";
import { tileStoreContract } from "../../contract/tile-store.ts";

const root = mkdtempSync(join(tmpdir(), "tiles-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let opened = 0;
tileStoreContract("files", () => openFileTileStore({ directory: join(root, String(++opened)) }));
tileStoreContract("memory", openMemoryTileStore);

test("tiles lie where they are over HTTP, and nothing half-written beside them", async () => {
  const directory = join(root, "seen");
  const store = openFileTileStore({ directory });
  await store.put("tile/0/x001/000", Uint8Array.of(1, 2));
  await store.publish("gap-1/", "note\n");
  expect([...readFileSync(join(directory, "tile/0/x001/000"))]).toEqual([1, 2]);
  expect(readFileSync(join(directory, "gap-1/checkpoint"), "utf8")).toBe("note\n");
  expect(readdirSync(directory, { recursive: true }).filter((f) => String(f).endsWith(".tmp"))).toEqual([]);
});

test("a folder that cannot be written is unavailable", async () => {
  writeFileSync(join(root, "file"), "");
  const store = openFileTileStore({ directory: join(root, "file") });
  await expect(store.put("tile/0/000", Uint8Array.of(1))).rejects.toMatchObject({
    code: "tiles.unavailable",
    retryable: true,
  });
});
