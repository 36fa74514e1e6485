import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { openMemoryBlobStore } from "../../../adapters/memory/blob-store.ts";
import { openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../../adapters/memory/read-store.ts";
import { StoreFault } from "../../../domain/ports/event-store.ts";
import { blobStoreContract } from "../../contract/blob-store.ts";
import { eventStoreContract, someEvent } from "../../contract/event-store.ts";
import { readStoreContract } from "../../contract/read-store.ts";
import { envelopeBytes } from "../../support/envelope.ts";

eventStoreContract("memory", async () => {
  const store = openMemoryEventStore({ isStrict: false });
  let users = 0;
  return async () => {
    users += 1;
    // One process, one memory: the last to close closes it.
    return { ...store, close: async () => (--users === 0 ? store.close() : undefined) };
  };
});
readStoreContract("memory", openMemoryReadStore);
blobStoreContract("memory", openMemoryBlobStore);

test.for([
  { name: "bytes that are no envelope", event: () => someEvent("{}") },
  { name: "an id that is not the envelope's", event: () => ({ ...envelopeBytes({}), id: randomUUID() }) },
  { name: "a type that is not the envelope's", event: () => ({ ...envelopeBytes({}), type: "Other" }) },
  { name: "another stream's envelope", event: () => envelopeBytes({ stream: "key-b" }) },
  { name: "a revision that is not the next", event: () => envelopeBytes({ revision: 1 }) },
  { name: "a chain that does not fit", event: () => envelopeBytes({ prev: "A".repeat(43) }) },
])("the strict store takes $name for a defect", async ({ event }) => {
  await expect(openMemoryEventStore().append("key-a", "absent", [event()])).rejects.toThrow(TypeError);
});

test.for(["before", "after"] as const)("a fault %s the write", async (when) => {
  const store = openMemoryEventStore({ isStrict: false });
  store.faults.onAppend = () => ({ when, fault: new StoreFault("store.ambiguous") });
  await expect(store.append("key-a", "absent", [someEvent()])).rejects.toMatchObject({
    code: "store.ambiguous",
    retryable: true,
  });
  expect((await store.readStream("key-a")).length).toBe(when === "before" ? 0 : 1);
});
