import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keyFiles } from "../../../adapters/vault/key-files.ts";
import { memoryKeys } from "../../../adapters/vault/memory-keys.ts";
import { vaultOver } from "../../../adapters/vault/vault.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { vaultContract } from "../../contract/vault.ts";

const base = mkdtempSync(join(tmpdir(), "vault-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const fresh = (): string => mkdtempSync(join(base, "v-"));

vaultContract("memory", () => {
  const keys = memoryKeys();
  return { vault: vaultOver(keys), reopen: () => vaultOver(keys) };
});
vaultContract("files", () => {
  const directory = fresh();
  return { vault: vaultOver(keyFiles({ directory })), reopen: () => vaultOver(keyFiles({ directory })) };
});

const ANN = "a".repeat(32);

test("no key lies open in a file, and no file is readable by others", async () => {
  const directory = fresh();
  const keys = keyFiles({ directory });
  const key = Buffer.from((await keys.obtain(ANN)) ?? []);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name));
  expect(files.length).toBe(2);
  for (const f of files) {
    expect(readFileSync(f).includes(key)).toBe(false);
    expect(statSync(f).mode & 0o077).toBe(0);
  }
});

test("two processes that make a subject's key at once agree on one", async () => {
  const directory = fresh();
  const [one, two] = [keyFiles({ directory }), keyFiles({ directory })];
  const keys = await Promise.all([one.obtain(ANN), two.obtain(ANN)]);
  expect(keys[0]).toEqual(keys[1]);
});

test("a destroyed key leaves a tombstone and no key", async () => {
  const directory = fresh();
  const vault = vaultOver(keyFiles({ directory }));
  expectOk(await vault.seal(ANN, Uint8Array.of(1)));
  await vault.destroy(ANN);
  expect(readdirSync(join(directory, "aa"))).toEqual([`${ANN}.destroyed`]);
});

test("a torn key file is corrupt, and so is a torn master key", async () => {
  const directory = fresh();
  const sealed = expectOk(await vaultOver(keyFiles({ directory })).seal(ANN, Uint8Array.of(1)));
  truncateSync(join(directory, "aa", ANN), 20);
  await expect(vaultOver(keyFiles({ directory })).open(sealed)).rejects.toMatchObject({ code: "vault.corrupt" });
  truncateSync(join(directory, "master.key"), 5);
  expect(() => keyFiles({ directory })).toThrow("vault.corrupt");
});
