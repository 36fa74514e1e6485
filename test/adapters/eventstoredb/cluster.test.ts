/** A cluster is asked who leads: when, how long it may take to answer, and that nobody asks for nothing. */
import { randomBytes } from "node:crypto";
import gossipGrpc from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openEventStoreDb } from "../../../adapters/eventstoredb/event-store.ts";
import { someEvent } from "../../contract/event-store.ts";
import { FacadeProcess } from "../../support/esdb/facade.ts";
import type { Fault } from "../../support/esdb/faults.ts";

let facade: FacadeProcess;
const gossips: Server[] = [];
const ports: number[] = [];
/** How long each question would have waited for its answer. */
let waits: number[] = [];

/** Says that the facade leads. */
const answer: handleUnaryCall<shared.Empty, gossip.ClusterInfo> = (call, reply) => {
  waits.push(Number(call.getDeadline()) - Date.now());
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress("127.0.0.1");
  endpoint.setPort(facade.port);
  const id = new shared.UUID();
  id.setString(crypto.randomUUID());
  const member = new gossip.MemberInfo();
  member.setInstanceId(id);
  member.setTimeStamp("0");
  member.setState(gossip.MemberInfo.VNodeState.LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endpoint);
  const info = new gossip.ClusterInfo();
  info.setMembersList([member]);
  reply(null, info);
};

beforeAll(async () => {
  facade = await new FacadeProcess().start();
  for (let i = 0; i < 2; i++) {
    const server = new Server();
    server.addService(gossipGrpc.GossipService, { read: answer });
    gossips.push(server);
    ports.push(
      await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
          error ? reject(error) : resolve(port),
        ),
      ),
    );
  }
});
afterAll(async () => {
  for (const server of gossips) server.forceShutdown();
  await facade.remove();
});
beforeEach(async () => {
  waits = [];
  await facade.clear();
});

const url = (options: string): string => `esdb://${ports.map((p) => `127.0.0.1:${p}`).join(",")}?tls=false${options}`;

test.for<{ options: string; seconds: number }>([
  { options: "&gossipTimeout=3000", seconds: 3 },
  { options: "&gossipTimeout=200", seconds: 1 },
  { options: "", seconds: 5 },
])("the leader of a cluster is found ($options)", async ({ options, seconds }) => {
  const store = openEventStoreDb({ url: url(`&namespace=c${seconds}${options}`) });
  const event = someEvent("one");
  await store.append("key-a", "absent", [event]);
  expect((await store.readStream("key-a")).map((r) => r.id)).toEqual([event.id]);
  await store.close();
  expect(waits.length).toBe(1);
  expect(Math.ceil((waits[0] ?? 0) / 1_000)).toBeLessThanOrEqual(seconds);
  expect(waits[0]).toBeGreaterThan(0);
});

test.for<{ name: string; fault: Fault; streams?: readonly string[]; asked: number; code: string }>([
  {
    name: "not after answers that it is not ready",
    fault: { on: "append", kind: "not-ready", times: 6 },
    asked: 1,
    code: "done",
  },
  {
    name: "when it was not ready all the time",
    fault: { on: "append", kind: "not-ready", times: 1_000 },
    streams: ["key-a"],
    asked: 2,
    code: "store.ambiguous",
  },
  { name: "when it is silent", fault: { on: "append", kind: "stall", times: 2 }, asked: 2, code: "done" },
  { name: "when the call breaks", fault: { on: "append", kind: "drop-before" }, asked: 2, code: "done" },
])("a leader is looked for anew $name", async ({ fault, streams = ["key-a", "key-b"], asked, code }) => {
  const times = { appendMs: 4_000, attemptMs: 1_000 };
  const store = openEventStoreDb({ url: url(`&namespace=c${randomBytes(8).toString("hex")}`), times });
  await facade.fault(fault);
  const append = (stream: string) =>
    store.append(stream, "absent", [someEvent()]).then(
      () => "done",
      (e: { code?: string }) => e.code,
    );
  // Two that fail beside each other ask once.
  expect(new Set(await Promise.all(streams.map(append)))).toEqual(new Set([code]));
  await facade.clear();
  expect(await append("key-c")).toBe("done");
  await store.close();
  expect(waits.length).toBe(asked);
});

test("a store that was never used looks for no leader when it is closed", async () => {
  await openEventStoreDb({ url: url("") }).close();
  expect(waits).toEqual([]);
});
