/** A store that was put back to an older copy: what was read from it and stands there no more is told, not passed over. */
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { silentLog } from "../../adapters/log/log.ts";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { keepFollowing } from "../../http/background.ts";
import { projections } from "../../projections/all.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { sampleHistory } from "../support/sample-history.ts";

const history = await sampleHistory();

/** A store with the first `count` events of a whole history. */
const storeOf = async (count: number) => {
  const store = openMemoryEventStore();
  for (const e of history.slice(0, count))
    await store.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
  return store;
};

test.for<{ name: string; drop: readonly string[] }>([
  { name: "all read models had it", drop: [] },
  { name: "one read model is being rebuilt", drop: ["audit-trail"] },
])("$name: not followed, and readiness says why", async ({ drop }) => {
  const readStore = openMemoryReadStore();
  await projectionRunner({ store: await storeOf(30), readStore, projections }).catchUp();
  for (const name of drop) readStore.drop(name);
  const older = projectionRunner({ store: await storeOf(29), readStore, projections });
  await expect(older.catchUp()).rejects.toThrow("store.behind");
  const troubles = new Map<string, string>();
  const stop = new AbortController();
  const following = keepFollowing({ runner: older, troubles } as never, silentLog, stop.signal);
  while (!troubles.has("follow")) await pause(5);
  stop.abort();
  await following;
  expect(troubles.get("follow")).toContain("the store is behind what was read from it");
  const again = projectionRunner({ store: await storeOf(31), readStore, projections });
  await again.catchUp();
  expect(again.quarantined()).toEqual([]);
});
