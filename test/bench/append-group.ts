/** Durable appends of real issuances through the port, 64 in flight, against a bare group commit of the same bytes. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { sampleHistory } from "../support/sample-history.ts";
import { inLanes, issuanceIn, issuanceMaker } from "./issuances.ts";
import { type Bench, rate, scratch } from "./measure.ts";

const LANES = 64;
const ISSUANCES = 640;

export const appendGroup: Bench = async () => {
  const directory = scratch();
  const make = issuanceMaker(issuanceIn(await sampleHistory()));
  const store = await openSqliteEventStore({ path: join(directory, "ours.sqlite") });
  const raw = new DatabaseSync(join(directory, "bare.sqlite"));
  raw.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE e (i INTEGER PRIMARY KEY, b BLOB)");
  const insert = raw.prepare("INSERT INTO e (b) VALUES (?)");
  // Made ahead of both, in the same number: only the writing is compared.
  const batches = Array.from({ length: 20 }, () => Array.from({ length: ISSUANCES }, make));
  const events = batches[0]?.flat().reduce((n, a) => n + a.events.length, 0) ?? 0;
  let [mine, its] = [0, 0];
  const result = await rate({
    name: "append-group",
    unit: "events/s",
    yardstick: "bare SQLite, the same bytes, 64 appends a transaction",
    n: events,
    ours: () => inLanes(batches[mine++] ?? [], LANES, (a) => store.append(a.stream, a.expected, a.events)),
    theirs: () => {
      const appends = (batches[its++] ?? []).flat();
      for (let i = 0; i < appends.length; i += LANES) {
        raw.exec("BEGIN IMMEDIATE");
        for (const a of appends.slice(i, i + LANES)) for (const e of a.events) insert.run(e.bytes);
        raw.exec("COMMIT");
      }
    },
  });
  await store.close();
  raw.close();
  return result;
};
