import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openFilePasswordBook } from "../../../adapters/files/password-book.ts";
import { openMemoryPasswordBook } from "../../../adapters/memory/password-book.ts";
import { passwordBookContract } from "../../contract/password-book.ts";

const base = mkdtempSync(join(tmpdir(), "cartulary-passwords-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const directory = join(base, "passwords");

passwordBookContract(
  "files",
  () => openFilePasswordBook({ directory }),
  () => openFilePasswordBook({ directory }),
);
passwordBookContract("memory", openMemoryPasswordBook, (book) => book);

test("nobody else reads it", async () => {
  await openFilePasswordBook({ directory }).put(randomUUID(), "verifier");
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
});

test("a book that cannot be read is a fault, and no empty book", async () => {
  const file = join(base, "no-directory");
  writeFileSync(file, "");
  const book = openFilePasswordBook({ directory: file });
  const fault = { code: "password.book-unavailable", retryable: true };
  await expect(book.get(randomUUID())).rejects.toMatchObject(fault);
  await expect(book.put(randomUUID(), "verifier")).rejects.toMatchObject(fault);
  chmodSync(file, 0o600);
});

test("no name leads out of it", async () => {
  const book = openFilePasswordBook({ directory });
  for (const name of ["../../etc/passwd", "", "A".repeat(36)]) await expect(book.get(name)).rejects.toThrow(TypeError);
});
