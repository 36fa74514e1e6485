import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { openEventStoreDb } from "../../../adapters/eventstoredb/event-store.ts";
import { eventStoreContract } from "../../contract/event-store.ts";
import { type EsdbServer, patience, startEsdb } from "../../support/esdb/facade.ts";

let server: EsdbServer;
beforeAll(async () => {
  server = await startEsdb();
});
afterAll(() => server.stop());

// Every store of the contract is a namespace of its own, so that one server serves them all, a real one too.
const make = async () => {
  const url = server.url(`t${randomBytes(8).toString("hex")}`);
  return async () => openEventStoreDb({ url });
};
eventStoreContract("eventstoredb", make, { longMs: patience(240_000) });
