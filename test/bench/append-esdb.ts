/** The same appends through the adapter and through the bare client, on the same EventStoreDB (the facade, or a real one). */
import { randomBytes } from "node:crypto";
import { binaryEvent, EventStoreDBClient, NO_STREAM } from "@eventstore/db-client";
import { openEventStoreDb } from "../../adapters/eventstoredb/event-store.ts";
import { startEsdb } from "../support/esdb/facade.ts";
import { sampleHistory } from "../support/sample-history.ts";
import { type Append, inLanes, issuanceIn, issuanceMaker } from "./issuances.ts";
import { type Bench, rate } from "./measure.ts";

const LANES = 64;
const ISSUANCES = 320;

export const appendEsdb: Bench = async () => {
  const server = await startEsdb();
  const make = issuanceMaker(issuanceIn(await sampleHistory()));
  const store = openEventStoreDb({ url: server.url(`b${randomBytes(6).toString("hex")}`) });
  const client = EventStoreDBClient.connectionString(server.url());
  const own = `y${randomBytes(6).toString("hex")}.`;
  const bare = ({ stream, expected, events }: Append) =>
    client.appendToStream(
      own + stream,
      events.map((e) => binaryEvent({ id: e.id, type: e.type, data: e.bytes, metadata: { id: e.id } })),
      { expectedRevision: expected === "absent" ? NO_STREAM : BigInt(expected) },
    );
  const batches = Array.from({ length: 20 }, () => Array.from({ length: ISSUANCES }, make));
  const events = batches[0]?.flat().reduce((n, a) => n + a.events.length, 0) ?? 0;
  let [mine, its] = [0, 0];
  const result = await rate({
    name: "append-esdb",
    unit: "events/s",
    yardstick: "the official client, the same appends, 64 in flight",
    n: events,
    ours: () => inLanes(batches[mine++] ?? [], LANES, (a) => store.append(a.stream, a.expected, a.events)),
    theirs: () => inLanes(batches[its++] ?? [], LANES, bare),
  });
  await store.close();
  await client.dispose();
  await server.stop();
  return result;
};
