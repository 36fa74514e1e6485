/** A whole ledger from one store to another and back: the same bytes, and everything that proves them. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEventStoreDb } from "../../../adapters/eventstoredb/event-store.ts";
import { openSqliteEventStore } from "../../../adapters/sqlite/event-store.ts";
import type { EventStore } from "../../../domain/ports/event-store.ts";
import { checkLedger } from "../../../domain/process/check-ledger.ts";
import { moveLedger } from "../../../domain/process/move-ledger.ts";
import { type EsdbServer, startEsdb } from "../../support/esdb/facade.ts";
import { sampleHistory } from "../../support/sample-history.ts";

let server: EsdbServer;
const directory = mkdtempSync(join(tmpdir(), "cartulary-move-"));
beforeAll(async () => {
  server = await startEsdb();
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

const rows = async (store: EventStore) =>
  (await store.readAll("start", 10_000)).map((r) => [
    r.stream,
    r.revision,
    r.id,
    r.type,
    Buffer.from(r.bytes).toString("hex"),
  ]);

test("SQLite to EventStoreDB and back", async () => {
  const source = await openSqliteEventStore({ path: join(directory, "source.sqlite") });
  for (const e of await sampleHistory())
    await source.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
  const esdb = openEventStoreDb({ url: server.url(`m${randomBytes(8).toString("hex")}`) });
  const back = await openSqliteEventStore({ path: join(directory, "back.sqlite") });
  const there = await moveLedger(source, esdb, () => undefined);
  const again = await moveLedger(esdb, back, () => undefined);
  expect(there).toMatchObject({ is: "moved" });
  expect(again).toEqual(there);
  expect(await rows(back)).toEqual(await rows(source));
  const report = await checkLedger(source);
  expect(report.findings).toEqual([]);
  expect(await checkLedger(esdb)).toEqual(report);
  for (const store of [source, esdb, back]) await store.close();
});
