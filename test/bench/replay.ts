/** Rebuilding every read model from a ledger on disk, against reading, parsing and hashing the same rows. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { projections } from "../../projections/all.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { sampleHistory } from "../support/sample-history.ts";
import { inLanes, issuanceIn, issuanceMaker } from "./issuances.ts";
import { type Bench, rate, scratch } from "./measure.ts";

const ISSUANCES = 2_000;

export const replay: Bench = async () => {
  const path = join(scratch(), "ledger.sqlite");
  const store = await openSqliteEventStore({ path });
  const history = await sampleHistory();
  for (const e of history) await store.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
  const make = issuanceMaker(issuanceIn(history));
  await inLanes(Array.from({ length: ISSUANCES }, make), 64, (a) => store.append(a.stream, a.expected, a.events));
  const raw = new DatabaseSync(path, { readOnly: true });
  const rows = raw.prepare("SELECT bytes FROM event WHERE position > ? ORDER BY position LIMIT 512");
  const n = Number(raw.prepare("SELECT count(*) AS n FROM event").get()?.n);
  const result = await rate({
    name: "replay",
    unit: "events/s",
    yardstick: "the same rows read, parsed as JSON and hashed",
    n,
    ours: async () => {
      const runner = projectionRunner({ store, readStore: openMemoryReadStore(), projections });
      await runner.catchUp();
      if (runner.quarantined().length > 0) throw new TypeError("a read model stopped");
    },
    theirs: () => {
      for (let at = 0; at < n; at += 512)
        for (const { bytes } of rows.all(at)) {
          JSON.parse(Buffer.from(bytes as Uint8Array).toString("utf8"));
          createHash("sha256")
            .update(bytes as Uint8Array)
            .digest();
        }
    },
  });
  raw.close();
  await store.close();
  return result;
};
