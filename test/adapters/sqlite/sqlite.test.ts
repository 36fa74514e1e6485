import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { openSqliteEventStore } from "../../../adapters/sqlite/event-store.ts";
import { openSqliteReadStore } from "../../../adapters/sqlite/read-store.ts";
import { eventStoreContract, someEvent } from "../../contract/event-store.ts";
import { readStoreContract } from "../../contract/read-store.ts";

const base = mkdtempSync(join(tmpdir(), "sqlite-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const fresh = (): string => join(base, `${randomUUID()}.sqlite`);

eventStoreContract("sqlite", async () => {
  const path = fresh();
  return () => openSqliteEventStore({ path, pollMs: 20 });
});
readStoreContract("sqlite", () => openSqliteReadStore({ path: fresh() }));

const filled = async (): Promise<string> => {
  const path = fresh();
  const store = await openSqliteEventStore({ path });
  await store.append("key-a", "absent", [someEvent("0"), someEvent("1")]);
  await store.append("key-b", "absent", [someEvent("2")]);
  await store.close();
  return path;
};

/** Every way that SQL has to change history. */
test.for([
  "UPDATE event SET bytes = x'00' WHERE position = 1",
  "UPDATE event SET type = 'Other'",
  "DELETE FROM event WHERE position = 3",
  "DELETE FROM event",
  "INSERT OR REPLACE INTO event (position, stream, revision, id, type, bytes) VALUES (1, 1, 0, 'x', 'x', x'00')",
  "INSERT OR REPLACE INTO event (position, stream, revision, id, type, bytes) VALUES (4, 1, 0, 'x', 'x', x'00')",
  "REPLACE INTO event (position, stream, revision, id, type, bytes) VALUES (2, 1, 2, 'x', 'x', x'00')",
  "INSERT INTO event (position, stream, revision, id, type, bytes) VALUES (1, 1, 2, 'x', 'x', x'00') ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
  "INSERT INTO event (position, stream, revision, id, type, bytes) VALUES (4, 1, 3, 'x', 'x', x'00')",
  "INSERT INTO event (position, stream, revision, id, type, bytes) VALUES (9, 1, 2, 'x', 'x', x'00')",
  "UPDATE stream SET name = 'key-c'",
  "DELETE FROM stream",
  "INSERT OR REPLACE INTO stream (id, name) VALUES (1, 'key-c')",
  "INSERT OR REPLACE INTO stream (id, name) VALUES (9, 'key-a')",
])("the file refuses: %s", async (sql) => {
  const path = await filled();
  const db = new DatabaseSync(path);
  const all = () => [db.prepare("SELECT * FROM event").all(), db.prepare("SELECT * FROM stream").all()];
  const before = all();
  expect(() => db.exec(sql)).toThrow("the ledger is append-only");
  expect(all()).toEqual(before);
  db.close();
});

test("a sound insert passes the same triggers", async () => {
  const db = new DatabaseSync(await filled());
  db.exec("INSERT INTO event (position, stream, revision, id, type, bytes) VALUES (4, 1, 2, 'x', 'x', x'00')");
  db.close();
});

test("what waits together is committed together", async () => {
  const commits: number[] = [];
  const store = await openSqliteEventStore({ path: fresh(), onCommit: (n) => commits.push(n) });
  await Promise.all(Array.from({ length: 100 }, (_, i) => store.append(`key-${i}`, "absent", [someEvent()])));
  await store.close();
  expect(commits.reduce((a, b) => a + b)).toBe(100);
  expect(commits.length).toBeLessThan(20);
});

test("a conflict in a group does not touch its neighbours", async () => {
  const store = await openSqliteEventStore({ path: fresh() });
  await store.append("key-a", "absent", [someEvent()]);
  const results = await Promise.allSettled([
    store.append("key-b", "absent", [someEvent()]),
    store.append("key-a", "absent", [someEvent()]),
    store.append("key-c", "absent", [someEvent()]),
  ]);
  expect(results.map((r) => r.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect((await store.readAll("start", 10)).map((r) => r.stream)).toEqual(["key-a", "key-b", "key-c"]);
  await store.close();
});

const script = fileURLToPath(new URL("../../fixtures/append-forever.ts", import.meta.url));
const NODE = ["--disable-warning=ExperimentalWarning"];

test("several processes write one file, and a reader sees all of them", async () => {
  const path = fresh();
  const reader = await openSqliteEventStore({ path, pollMs: 20 });
  const run = promisify(execFile);
  await Promise.all(["a", "b", "c"].map((p) => run(process.execPath, [...NODE, script, path, p, "25"])));
  const all = await reader.readAll("start", 10_000);
  expect(all.length).toBe(3 * 4 * 25);
  for (const stream of new Set(all.map((r) => r.stream)))
    expect(all.filter((r) => r.stream === stream).map((r) => r.revision)).toEqual(
      Array.from({ length: 25 }, (_, i) => i),
    );
  await reader.close();
});

test("killed in the middle of its work, a writer leaves every event that it was told is durable", async () => {
  const path = fresh();
  for (const prefix of ["a", "b", "c"]) {
    const child = spawn(process.execPath, [...NODE, script, path, prefix], { stdio: ["ignore", "pipe", "inherit"] });
    let acknowledged = "";
    child.stdout.on("data", (chunk: Buffer) => {
      acknowledged += chunk.toString();
      if (acknowledged.length > 20_000) child.kill("SIGKILL");
    });
    await new Promise((resolve) => child.once("close", resolve));
    const store = await openSqliteEventStore({ path });
    const there = new Map((await store.readAll("start", 1_000_000)).map((r) => [`${r.stream} ${r.revision}`, r.id]));
    await store.close();
    const told = acknowledged
      .split("\n")
      .slice(0, -1)
      .map((l) => l.split(" "));
    expect(told.length).toBeGreaterThan(100);
    expect(told.filter(([stream, revision, id]) => there.get(`${stream} ${revision}`) !== id)).toEqual([]);
  }
});

test("a full disk refuses what does not fit and goes on when there is room", async () => {
  const path = fresh();
  const small = await openSqliteEventStore({ path, maxPages: 40 });
  const big = { ...someEvent(), bytes: new Uint8Array(60_000) };
  const outcomes: string[] = [];
  for (let i = 0; i < 6; i++)
    outcomes.push(
      await small.append(`key-${i}`, "absent", [{ ...big, id: randomUUID() }]).then(
        () => "done",
        (e) => e.code,
      ),
    );
  expect(outcomes).toContain("done");
  expect(outcomes.at(-1)).toBe("store.full");
  const before = await small.readAll("start", 100);
  await small.close();
  const roomy = await openSqliteEventStore({ path });
  expect(await roomy.readAll("start", 100)).toEqual(before);
  await roomy.append("key-5", "absent", [someEvent()]);
  await roomy.close();
});

test.for([
  {
    name: "no database",
    make: (p: string) => writeFileSync(p, "this is not a ledger, and long enough to be looked at".repeat(40)),
  },
  { name: "another program's database", make: (p: string) => new DatabaseSync(p).exec("CREATE TABLE t (a)") },
  {
    name: "a newer ledger",
    make: (p: string) =>
      new DatabaseSync(p).exec("PRAGMA application_id = 1128354388; PRAGMA user_version = 2; CREATE TABLE t (a)"),
  },
])("$name is refused as corrupt", async ({ make }) => {
  const path = fresh();
  make(path);
  await expect(openSqliteEventStore({ path })).rejects.toMatchObject({ code: "store.corrupt", retryable: false });
});

test("a file that another process holds is unavailable, and nothing is lost when it lets go", async () => {
  const path = await filled();
  const store = await openSqliteEventStore({ path, busyMs: 150 });
  const holder = new DatabaseSync(path);
  holder.exec("BEGIN IMMEDIATE");
  const event = someEvent("3");
  await expect(store.append("key-b", 0, [event])).rejects.toMatchObject({ code: "store.unavailable", retryable: true });
  expect((await store.readStream("key-b")).length).toBe(1);
  holder.exec("ROLLBACK");
  holder.close();
  expect((await store.append("key-b", 0, [event])).revision).toBe(1);
  await store.close();
});

test("read only: sees what another process writes, and writes nothing", async () => {
  const path = fresh();
  await expect(openSqliteEventStore({ path, readOnly: true })).rejects.toMatchObject({
    code: "store.unavailable",
    retryable: true,
  });
  const writer = await openSqliteEventStore({ path });
  const reader = await openSqliteEventStore({ path, readOnly: true });
  await writer.append("key-a", "absent", [someEvent("seen")]);
  expect((await reader.readStream("key-a")).length).toBe(1);
  await expect(reader.append("key-a", 0, [someEvent()])).rejects.toMatchObject({ code: "store.rejected" });
  await reader.close();
  await writer.close();
});

test("read models that are damaged are thrown away, loudly, and begin again", () => {
  const path = fresh();
  writeFileSync(path, "damaged".repeat(2000));
  let said = 0;
  const store = openSqliteReadStore({
    path,
    onRebuild: () => {
      said += 1;
    },
  });
  expect([said, store.view("a", 1).list(""), store.checkpoint("a")]).toEqual([1, [], "start"]);
  store.close();
});
