/** Ledgers that earlier versions wrote: every one must be read, judged sound, and folded by every read model. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { catalogue } from "../../domain/catalogue.ts";
import { utf8 } from "../../domain/kernel/bytes.ts";
import type { Envelope } from "../../domain/kernel/envelope.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { projections } from "../../projections/all.ts";
import { assertionCounters } from "../../projections/assertion-counters.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { sampleHistory } from "../support/sample-history.ts";

const folder = new URL("../vectors/ledgers/", import.meta.url);
const LEDGERS = readdirSync(folder).sort();

test("there is one at least", () => {
  expect(LEDGERS.length).toBeGreaterThan(0);
});

test.for(LEDGERS)("%s", async (file) => {
  const store = openMemoryEventStore();
  const lines = readFileSync(new URL(file, folder), "utf8").split("\n").filter(Boolean);
  for (const line of lines) {
    const { stream, revision, id, type } = JSON.parse(line) as Envelope;
    await store.append(stream, revision === 0 ? "absent" : revision - 1, [{ id, type, bytes: utf8(line) }]);
  }
  const report = await checkLedger(store);
  expect(report.findings).toEqual([]);
  expect(report.events).toBe(lines.length);
  const runner = projectionRunner({ store, readStore: openMemoryReadStore(), projections });
  await runner.catchUp();
  expect(runner.quarantined()).toEqual([]);
  // What a version did not know yet cannot stand in its ledger, nor in what is folded from it.
  const types = new Set(lines.map((line) => (JSON.parse(line) as Envelope).type));
  const hasAssertions = lines.some((line) => line.includes('"form":"webauthn"'));
  for (const { name, when, batch } of projections) {
    const isAsked = name !== assertionCounters.name || hasAssertions;
    const isTold = batch !== undefined || (isAsked && Object.keys(when).some((type) => types.has(type)));
    expect([name, runner.view(name).list("").length > 0]).toEqual([name, isTold]);
  }
});

test("a history with every event there is holds, for whoever checks it", async () => {
  const store = openMemoryEventStore();
  const history = await sampleHistory();
  for (const { stream, revision, id, type, bytes } of history)
    await store.append(stream, revision === 0 ? "absent" : revision - 1, [{ id, type, bytes }]);
  const types = Object.values(catalogue).flatMap((table) => Object.keys(table ?? {}));
  expect([...new Set(history.map((e) => e.type))].sort()).toEqual(types.sort());
  expect((await checkLedger(store)).findings).toEqual([]);
});
