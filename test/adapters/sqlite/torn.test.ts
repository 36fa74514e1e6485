/**
 * What a power cut leaves of a write that was under way: the last page cut or blank at each of its 512-byte sectors. What
 * opens must be a beginning of what was written, whole appends only; what cannot be that must be refused.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqliteEventStore } from "../../../adapters/sqlite/event-store.ts";
import type { Recorded } from "../../../domain/ports/event-store.ts";
import { someEvent } from "../../contract/event-store.ts";

const PAGE = 4096;
const SECTOR = 512;
const APPENDS = 24;
const EACH = 2;

const base = mkdtempSync(join(tmpdir(), "sqlite-torn-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The two files of a ledger at one moment. */
type Files = { readonly main: Buffer; readonly wal: Buffer };
let all: readonly Recorded[];
/** While the last append stands in the write-ahead log only. */
let logged: Files;
/** After everything went into the main file. */
let settled: Files;

const filesOf = (path: string): Files => ({ main: readFileSync(path), wal: readFileSync(`${path}-wal`) });

beforeAll(async () => {
  const path = join(base, "whole.sqlite");
  const store = await openSqliteEventStore({ path });
  for (let i = 0; i < APPENDS; i++) {
    const events = Array.from({ length: EACH }, () => ({ ...someEvent(), bytes: new Uint8Array(1500).fill(i + 1) }));
    await store.append(`key-${i}`, "absent", events);
  }
  all = await store.readAll("start", 1000);
  logged = filesOf(path);
  const db = new DatabaseSync(path);
  db.exec("PRAGMA wal_checkpoint(PASSIVE)");
  settled = filesOf(path);
  db.close();
  await store.close();
});

const seenIn = async ({ main, wal }: Files): Promise<readonly Recorded[] | string> => {
  const path = join(base, `${randomUUID()}.sqlite`);
  writeFileSync(path, main);
  if (wal.length > 0) writeFileSync(`${path}-wal`, wal);
  try {
    const store = await openSqliteEventStore({ path });
    try {
      const seen = await store.readAll("start", 1000);
      // What can be read can also be gone on with, or says that it cannot.
      await store.append("key-next", "absent", [someEvent()]);
      return seen;
    } finally {
      await store.close();
    }
  } catch (fault) {
    return (fault as { code: string }).code;
  }
};

const SECTORS = Array.from({ length: PAGE / SECTOR }, (_, i) => i);
const blank = (bytes: Buffer, at: number): Buffer => Buffer.from(bytes).fill(0, at, at + SECTOR);

const expectBeginning = (seen: readonly Recorded[] | string): readonly Recorded[] => {
  if (typeof seen === "string") throw new TypeError(seen);
  expect(seen).toEqual(all.slice(0, seen.length));
  expect(seen.length % EACH).toBe(0);
  return seen;
};

describe.for(SECTORS)("sector %i of the last page", (sector) => {
  const fromEnd = PAGE - sector * SECTOR;

  test("of the log cut off: the last append is gone as a whole, and nothing else", async () => {
    const wal = logged.wal.subarray(0, logged.wal.length - fromEnd);
    expect(expectBeginning(await seenIn({ ...logged, wal })).length).toBe(all.length - EACH);
  });

  test("of the log blank: the last append is gone as a whole, and nothing else", async () => {
    const wal = blank(logged.wal, logged.wal.length - fromEnd);
    const isUnchanged = wal.equals(logged.wal);
    expect(expectBeginning(await seenIn({ ...logged, wal })).length).toBe(all.length - (isUnchanged ? 0 : EACH));
  });

  test("of the main file cut off or blank while the log was being settled: nothing is gone", async () => {
    const { main } = settled;
    for (const torn of [main.subarray(0, main.length - fromEnd), blank(main, main.length - fromEnd)])
      expect(expectBeginning(await seenIn({ main: torn, wal: logged.wal })).length).toBe(all.length);
  });

  test("of the main file cut off, and no log: refused", async () => {
    const main = settled.main.subarray(0, settled.main.length - fromEnd);
    expect(await seenIn({ main, wal: Buffer.alloc(0) })).toBe("store.corrupt");
  });
});

test("half of the main file, and no log: refused", async () => {
  const main = settled.main.subarray(0, settled.main.length / 2);
  expect(await seenIn({ main, wal: Buffer.alloc(0) })).toBe("store.corrupt");
});
