/** Here the failing happens at the server, below the adapter, which mends what it can and tells what it cannot. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { openEventStoreDb } from "../../adapters/eventstoredb/event-store.ts";
import { type FailAppend, faultMatrix, type Kind } from "../fault/matrix.ts";
import { FacadeProcess } from "../support/esdb/facade.ts";
import type { Fault } from "../support/esdb/faults.ts";

let facade: FacadeProcess;
beforeAll(async () => {
  facade = await new FacadeProcess().start();
});
afterAll(() => facade.remove());

const TIMES = { appendMs: 300, attemptMs: 80 };

/** Often enough that some tries of the adapter fail too. */
const FAULTS: { readonly [K in Kind]: Fault } = {
  lost: { on: "append", kind: "drop-before", times: 4 },
  "persisted, answer lost": { on: "append", kind: "drop-after" },
  slow: { on: "append", kind: "slow", ms: 130 },
  refused: { on: "append", kind: "not-ready", times: 6 },
};

const fail: FailAppend = async (kind, append, advance) => {
  await facade.fault(FAULTS[kind]);
  if (kind === "slow") advance(75);
  try {
    return await append();
  } finally {
    await facade.clear();
  }
};

faultMatrix({
  name: "EventStoreDB",
  open: async () => openEventStoreDb({ url: facade.url(`x${randomBytes(8).toString("hex")}`), times: TIMES }),
  fail,
});
