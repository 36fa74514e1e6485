import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { openSignatureJournal } from "../../../adapters/signer-journal/journal.ts";
import { toBase64url, utf8 } from "../../../domain/kernel/bytes.ts";
import { sha256 } from "../../../domain/kernel/digest.ts";
import { JournalFault } from "../../../domain/ports/signature-journal.ts";
import { entry, KEY, signatureJournalContract } from "../../contract/signature-journal.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-journal-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;
const freshPath = (): string => join(directory, `journal-${++files}.sqlite`);
const fault = (code: JournalFault["code"]) =>
  expect.objectContaining({ name: "JournalFault", code, retryable: code === "journal.unavailable" });

let path = freshPath();
signatureJournalContract({
  fresh: () => {
    path = freshPath();
  },
  open: () => openSignatureJournal({ path }),
});

const use = (what: string) => ({ name: "m", what, at: "2026-06-01T12:00:00.000Z", since: "2026-06-01", limit: 2 });

/** A journal of four entries and two uses, and its file opened by somebody else. */
const withFile = async (work: (db: DatabaseSync, path: string) => void | Promise<void>): Promise<void> => {
  const file = freshPath();
  const journal = openSignatureJournal({ path: file });
  await journal.record(["a", "b", "c", "d"].map((t) => entry(t)));
  await Promise.all([journal.spend(use("a")), journal.spend(use("b"))]);
  await journal.close();
  const db = new DatabaseSync(file);
  try {
    await work(db, file);
  } finally {
    if (db.isOpen) db.close();
  }
};

describe("append-only as far as SQL goes", () => {
  const row = (sequence: string) =>
    `(${sequence}, '2026-06-01T12:00:00.000Z', '${KEY}', 'crl', 'AA', x'00', 'AA', NULL)`;
  test.for([
    { name: "an update", sql: "UPDATE signature SET at = 'x' WHERE sequence = 2" },
    { name: "an update of nothing but the chain", sql: "UPDATE signature SET chain = 'x'" },
    { name: "a deletion of the last", sql: "DELETE FROM signature WHERE sequence = 4" },
    { name: "a deletion of all", sql: "DELETE FROM signature" },
    { name: "a replacement of the last", sql: `REPLACE INTO signature VALUES ${row("4")}` },
    { name: "a replacement of the first", sql: `INSERT OR REPLACE INTO signature VALUES ${row("1")}` },
    { name: "an upsert", sql: `INSERT INTO signature VALUES ${row("4")} ON CONFLICT DO UPDATE SET at = 'x'` },
    { name: "a gap", sql: `INSERT INTO signature VALUES ${row("6")}` },
    { name: "a row before the first", sql: `INSERT INTO signature VALUES ${row("0")}` },
    { name: "a row without a number", sql: `INSERT INTO signature VALUES ${row("NULL")}` },
    { name: "an ignored conflict", sql: `INSERT OR IGNORE INTO signature VALUES ${row("2")}` },
    { name: "a use at another time", sql: "UPDATE spent SET at = '2000-01-01T00:00:00.000Z'" },
    { name: "a use forgotten", sql: "DELETE FROM spent" },
    { name: "a use replaced by its number", sql: "REPLACE INTO spent VALUES ('m', 1, 'c', '2000-01-01')" },
    { name: "a use replaced by its thing", sql: "REPLACE INTO spent VALUES ('m', 3, 'a', '2000-01-01')" },
  ])("$name is refused", async ({ sql }) => {
    await withFile(async (db, file) => {
      expect(() => db.exec(sql)).toThrow(/append-only/);
      db.close();
      const journal = openSignatureJournal({ path: file });
      expect(await journal.verify()).toBe(4);
      expect(await journal.spend(use("c"))).toBe(false);
      await journal.close();
    });
  });
});

describe("what gets past SQL is found by the chain", () => {
  test.for([
    { name: "another time", sql: "UPDATE signature SET at = '2027-01-01T00:00:00.000Z' WHERE sequence = 2" },
    { name: "another key", sql: "UPDATE signature SET key = 'ff' WHERE sequence = 1" },
    { name: "another purpose", sql: "UPDATE signature SET purpose = 'ocsp' WHERE sequence = 4" },
    { name: "another digest", sql: "UPDATE signature SET digest = 'AAAA' WHERE sequence = 3" },
    { name: "another signature", sql: "UPDATE signature SET signature = x'00' WHERE sequence = 3" },
    { name: "another link", sql: "UPDATE signature SET chain = 'AAAA' WHERE sequence = 4" },
    { name: "a missing first", sql: "DELETE FROM signature WHERE sequence = 1" },
    { name: "a missing one in the middle", sql: "DELETE FROM signature WHERE sequence = 2" },
    {
      name: "a missing one with the rest renumbered",
      sql: "DELETE FROM signature WHERE sequence = 2; UPDATE signature SET sequence = sequence - 1 WHERE sequence > 2",
    },
    {
      name: "two exchanged",
      sql: "UPDATE signature SET sequence = 9 WHERE sequence = 2; UPDATE signature SET sequence = 2 WHERE sequence = 3; UPDATE signature SET sequence = 3 WHERE sequence = 9",
    },
  ])("$name", async ({ sql }) => {
    await withFile(async (db, file) => {
      for (const trigger of ["never_updated", "never_deleted", "only_appended"])
        db.exec(`DROP TRIGGER signature_${trigger}`);
      db.exec(sql);
      db.close();
      const journal = openSignatureJournal({ path: file });
      await expect(journal.verify()).rejects.toEqual(fault("journal.corrupt"));
      await journal.close();
    });
  });
});

test("how many there are is its last number: nothing is counted, and what is missing is for `verify` to say", async () => {
  await withFile(async (db, file) => {
    db.exec("DROP TRIGGER signature_never_deleted; DELETE FROM signature WHERE sequence = 1");
    db.close();
    const journal = openSignatureJournal({ path: file });
    expect(await journal.count()).toBe(4);
    await journal.close();
  });
});

describe("the count of each key", () => {
  test.for([
    { name: "is set back", sql: "UPDATE tally SET signatures = 1" },
    { name: "is set further", sql: "UPDATE tally SET signatures = signatures + 2" },
    { name: "is given to another key", sql: "UPDATE tally SET key = 'ff', signatures = signatures + 1" },
    { name: "is forgotten", sql: "DELETE FROM tally" },
  ])("never $name", async ({ sql }) => {
    await withFile(async (db) => {
      expect(() => db.exec(sql)).toThrow(/only grows/);
    });
  });

  test.for([
    { name: "that is too small", sql: "UPDATE tally SET signatures = 3" },
    { name: "that is missing", sql: "DELETE FROM tally" },
    { name: "of a key that signed nothing", sql: "INSERT INTO tally VALUES ('ff', 'crl', 1)" },
  ])("$name is found", async ({ sql }) => {
    await withFile(async (db, file) => {
      db.exec(`DROP TRIGGER tally_only_grows; DROP TRIGGER tally_never_deleted; ${sql}`);
      db.close();
      const journal = openSignatureJournal({ path: file });
      await expect(journal.verify()).rejects.toEqual(fault("journal.corrupt"));
      await journal.close();
    });
  });

  test("a journal of before is counted when it is opened", async () => {
    await withFile(async (db, file) => {
      db.exec("DROP TABLE tally; DROP TRIGGER signature_counted; DROP INDEX signature_by_key");
      db.close();
      const journal = openSignatureJournal({ path: file });
      expect(await journal.countsByKey()).toEqual([{ key: KEY, purpose: "certificate", signatures: 4 }]);
      await journal.record([entry("e")]);
      expect(await journal.countsByKey()).toEqual([{ key: KEY, purpose: "certificate", signatures: 5 }]);
      expect(await journal.verify()).toBe(5);
      await journal.close();
    });
  });
});

describe("the file", () => {
  test.for([
    { name: "no database", write: (p: string) => writeFileSync(p, "x".repeat(8192)), code: "journal.corrupt" },
    { name: "a directory", write: (p: string) => mkdirSync(p), code: "journal.unavailable" },
    { name: "in a directory that is not there", write: () => undefined, below: "/absent", code: "journal.unavailable" },
  ] as const)("$name is a typed fault", (row) => {
    const file = freshPath();
    row.write(file);
    expect(() => openSignatureJournal({ path: file + ("below" in row ? row.below : "") })).toThrow(fault(row.code));
  });

  test("another program's lock is weather: nothing is lost, and it goes on afterwards", {
    timeout: 20_000,
  }, async () => {
    await withFile(async (db, file) => {
      const journal = openSignatureJournal({ path: file, busyMs: 50 });
      db.exec("BEGIN IMMEDIATE");
      await expect(journal.record([entry("e")])).rejects.toEqual(fault("journal.unavailable"));
      db.exec("ROLLBACK");
      expect(await journal.record([entry("e")])).toMatchObject([{ sequence: 5 }]);
      expect(await journal.verify()).toBe(5);
      await journal.close();
    });
  });

  test("one bad entry fails its whole group, and the next is numbered on without a gap", async () => {
    const journal = openSignatureJournal({ path: freshPath() });
    const bad = { ...entry("b"), at: null as unknown as string };
    await expect(journal.record([entry("a"), bad])).rejects.toBeInstanceOf(JournalFault);
    expect(await journal.count()).toBe(0);
    expect(await journal.record([entry("c")])).toMatchObject([{ sequence: 1 }]);
    await journal.close();
  });

  test("is written through to the disk at every commit", async () => {
    const file = freshPath();
    const journal = openSignatureJournal({ path: file });
    const db = new DatabaseSync(file);
    expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    db.close();
    await journal.close();
  });

  test("what was acknowledged is there after the process was killed in the middle of its work", async () => {
    const file = freshPath();
    const url = (relative: string) => JSON.stringify(new URL(relative, import.meta.url).href);
    const script = `
      const { openSignatureJournal } = await import(${url("../../../adapters/signer-journal/journal.ts")});
      const journal = openSignatureJournal({ path: ${JSON.stringify(file)} });
      for (let i = 1; ; i++) {
        const entry = { at: "2026-06-01T12:00:00.000Z", key: "${KEY}", purpose: "crl", digest: "AAAA", signature: new Uint8Array(8), basis: null };
        const [recorded] = await journal.record([entry]);
        require("node:fs").writeSync(1, recorded.sequence + "\\n");
      }`.replace("require(", "process.getBuiltinModule(");
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      if (out.split("\n").length > 40) child.kill("SIGKILL");
    });
    await once(child, "close");
    const acknowledged = out.split("\n").filter((l) => l !== "");
    expect(acknowledged.length).toBeGreaterThan(39);
    expect(acknowledged.map(Number)).toEqual(acknowledged.map((_, i) => i + 1));
    const journal = openSignatureJournal({ path: file });
    expect(await journal.verify()).toBeGreaterThanOrEqual(acknowledged.length);
    await journal.close();
  });

  test("two writers of one file number on from each other", async () => {
    const file = freshPath();
    const [a, b] = [openSignatureJournal({ path: file }), openSignatureJournal({ path: file })];
    const recorded = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).record([entry(`m${i}`)])));
    expect(
      recorded
        .flat()
        .map((r) => r.sequence)
        .sort((x, y) => x - y),
    ).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await a.verify()).toBe(20);
    await a.close();
    await b.close();
  });
});

test("a journal of before governance stood beside each signature is gone on with, and still verifies", async () => {
  const file = freshPath();
  const before = new DatabaseSync(file);
  const { at, key, purpose, digest, signature } = entry("a");
  const chain = toBase64url(sha256(utf8(JSON.stringify(["", 1, at, key, purpose, digest, toBase64url(signature)]))));
  before.exec(
    "CREATE TABLE signature (sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, key TEXT NOT NULL, purpose TEXT NOT NULL, digest TEXT NOT NULL, signature BLOB NOT NULL, chain TEXT NOT NULL) STRICT",
  );
  before.prepare("INSERT INTO signature VALUES (1, ?, ?, ?, ?, ?, ?)").run(at, key, purpose, digest, signature, chain);
  before.close();
  const journal = openSignatureJournal({ path: file });
  try {
    expect(await journal.find(key, digest)).toMatchObject({ sequence: 1, basis: null });
    expect(await journal.record([entry("b")])).toMatchObject([{ sequence: 2, basis: 7 }]);
    expect(await journal.verify()).toBe(2);
  } finally {
    await journal.close();
  }
});
