/** TLS, users, who may do what, and the alarms when an administrator does what the ledger's writer never does. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { binaryEvent, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openEventStoreDb } from "../../../adapters/eventstoredb/event-store.ts";
import { prepareEventStoreDb } from "../../../adapters/eventstoredb/prepare.ts";
import type { Alarm, EventStore } from "../../../domain/ports/event-store.ts";
import { someEvent } from "../../contract/event-store.ts";
import { FacadeProcess } from "../../support/esdb/facade.ts";
import { makeNodeCertificate } from "../../support/esdb/node-certificate.ts";

let facade: FacadeProcess;
let directory: string;
const opened: EventStore[] = [];

beforeAll(async () => {
  directory = makeNodeCertificate();
  facade = await new FacadeProcess(directory).start();
});
afterAll(async () => {
  await facade.remove();
  rmSync(directory, { recursive: true });
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

const urlAs = (user: string, password: string, ca = join(directory, "ca.crt")): string =>
  `esdb://${user}:${encodeURIComponent(password)}@localhost:${facade.port}?tlsCaFile=${ca}`;
const ADMIN = (): string => urlAs("admin", "changeit");

const open = (url: string): EventStore => {
  const store = openEventStoreDb({ url, times: { appendMs: 2_000, attemptMs: 1_000 }, idleMs: 2_000 });
  opened.push(store);
  return store;
};
const closeAll = async (): Promise<void> => {
  for (const store of opened.splice(0)) await store.close();
};
const as = async (url: string, work: (store: EventStore) => Promise<unknown>): Promise<unknown> => {
  await closeAll();
  const outcome = await work(open(url)).then(
    () => "done",
    (e: { code?: string }) => e.code,
  );
  await closeAll();
  return outcome;
};

const WRITER = ["cartulary", "writer:secret@1"] as const;
const READER = ["cartulary-signer", "reader"] as const;
const STRANGER = ["stranger", "stranger"] as const;

const access = { writers: ["cartulary"], readers: ["cartulary-signer"] };

describe("before it is prepared", () => {
  test("every user may write, and none but administrators may read the whole", async () => {
    expect(await as(urlAs(...STRANGER), (s) => s.append("key-open", "absent", [someEvent()]))).toBe("done");
    expect(await as(urlAs(...WRITER), (s) => s.readAll("start", 1))).toBe("store.denied");
  });

  test("preparing needs an administrator", async () => {
    await expect(prepareEventStoreDb(urlAs(...WRITER), access)).rejects.toThrow("store.denied");
  });
});

describe("prepared", () => {
  beforeAll(async () => {
    expect(await prepareEventStoreDb(ADMIN(), access)).toEqual({ is: "settled", hasChanged: true, access });
    expect(await prepareEventStoreDb(ADMIN(), access)).toEqual({ is: "settled", hasChanged: false, access });
  });

  test.for<{ who: string; url: () => string; append: string; read: string }>([
    { who: "the writer", url: () => urlAs(...WRITER), append: "done", read: "done" },
    { who: "the reader", url: () => urlAs(...READER), append: "store.denied", read: "done" },
    { who: "another user", url: () => urlAs(...STRANGER), append: "store.denied", read: "store.denied" },
    { who: "a wrong password", url: () => urlAs("cartulary", "x"), append: "store.denied", read: "store.denied" },
    { who: "nobody", url: () => ADMIN().replace("admin:changeit@", ""), append: "store.denied", read: "store.denied" },
  ])("$who", async ({ url, append, read }) => {
    const stream = `key-${crypto.randomUUID()}`;
    expect(await as(url(), (s) => s.append(stream, "absent", [someEvent()]))).toBe(append);
    expect(await as(url(), (s) => s.readStream("key-open"))).toBe(read);
    expect(await as(url(), (s) => s.readAll("start", 1))).toBe(read);
  });

  test("a server that another authority vouches for is not spoken to", async () => {
    const other = makeNodeCertificate();
    const url = urlAs(...WRITER, join(other, "ca.crt"));
    expect(await as(url, (s) => s.readAll("start", 1))).toBe("store.unavailable");
    expect(await as(url, (s) => s.append("key-x", "absent", [someEvent()]))).toMatch(/store\.(ambiguous|unavailable)/);
    rmSync(other, { recursive: true });
  });

  test("others' streams on the same server are nobody's here", async () => {
    const admin = EventStoreDBClient.connectionString(ADMIN());
    const foreign = binaryEvent({ type: "Bought", data: new Uint8Array(3) });
    for (const stream of ["order-1", "shopping", "key_b", "keys-a"]) await admin.appendToStream(stream, foreign);
    await admin.dispose();
    const store = open(urlAs(...WRITER));
    await store.append("key-own", "absent", [someEvent()]);
    const seen = (await store.readAll("start", 100)).map((r) => r.stream);
    expect(seen).toContain("key-own");
    expect(seen.filter((name) => !name.startsWith("key-"))).toEqual([]);
    // What is not of the ledger's categories would be written and never read.
    expect(await codeOf(store.append("order-2", "absent", [someEvent()]))).toBe("store.rejected");
    expect(await store.readStream("order-1")).toEqual([]);
  });
});

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (e: { code?: string }) => e.code,
  );

describe("the alarm", () => {
  let store: EventStore;
  let admin: EventStoreDBClient;
  const seen: Alarm[] = [];
  const stop = new AbortController();
  let watching: Promise<void> | undefined;

  beforeAll(async () => {
    store = openEventStoreDb({ url: `${ADMIN()}&namespace=ours` });
    // The official client, in this process beside ours only because ours shares no state with it.
    admin = EventStoreDBClient.connectionString(ADMIN());
    // Before the ledger begins a server is set up, and nobody is told.
    await admin.appendToStream("$user-cartulary", jsonEvent({ type: "$UserCreated", data: {} }));
    await admin.appendToStream("$settings", jsonEvent({ type: "update-default-acl", data: {} }));
    await prepareEventStoreDb(ADMIN(), access, true);
    expect(await store.tampering?.audit()).toEqual([]);
    await store.append("governance", "absent", [someEvent(), someEvent()]);
    for (const id of "abcdefgh") await store.append(`key-${id}`, "absent", [someEvent(), someEvent()]);
    watching = store.tampering?.watch((alarm) => seen.push(alarm), stop.signal);
  });
  afterAll(async () => {
    stop.abort();
    await watching;
    await store.close();
    await admin.dispose();
  });

  /** The ledger's streams as the server calls them. */
  const named = (stream: string): string => `ours.${stream}`;
  const write = (stream: string, type: string, data: string) => () =>
    admin.appendToStream(stream, binaryEvent({ type, data: Buffer.from(data) }));

  test.for<{ name: string; act: () => Promise<unknown>; raises: readonly (readonly [Alarm["kind"], string])[] }>([
    {
      name: "a stream is cut off at its start",
      act: () => admin.setStreamMetadata(named("key-a"), { truncateBefore: 1 }),
      raises: [["hidden", "key-a"]],
    },
    {
      name: "a stream is bounded by count",
      act: () => admin.setStreamMetadata(named("key-b"), { maxCount: 1 }),
      raises: [["hidden", "key-b"]],
    },
    {
      name: "a stream is bounded by age",
      act: () => admin.setStreamMetadata(named("key-c"), { maxAge: 1 }),
      raises: [["hidden", "key-c"]],
    },
    { name: "a stream is deleted", act: () => admin.deleteStream(named("key-d")), raises: [["hidden", "key-d"]] },
    {
      name: "a stream is deleted for good",
      act: () => admin.tombstoneStream(named("key-e")),
      raises: [["deleted", "key-e"]],
    },
    {
      name: "metadata are written under any type of event",
      act: write("$$ours.key-f", "Harmless", '{"$maxCount":1}'),
      raises: [["hidden", "key-f"]],
    },
    {
      name: "metadata are written as the server's JSON reader takes them and ours does not",
      act: write("$$ours.key-g", "$metadata", "{'$maxCount':1,}"),
      raises: [["hidden", "key-g"]],
    },
    {
      name: "a stream gets a list of its own",
      act: () => admin.setStreamMetadata(named("key-h"), { acl: { writeRoles: ["stranger"] } }),
      raises: [["access", "key-h"]],
    },
    {
      name: "the default list is changed under any type of event",
      act: write("$settings", "Harmless", "{}"),
      raises: [["access", "*"]],
    },
    {
      name: "another writer is prepared for",
      act: () => prepareEventStoreDb(ADMIN(), { writers: ["mallory"], readers: [] }, true),
      raises: [
        ["access", "*"],
        ["access", "*"],
      ],
    },
    {
      name: "the list of the settings is changed",
      act: write("$$$settings", "$metadata", '{"$acl":{"$w":"$all"}}'),
      raises: [["access", "*"]],
    },
    { name: "a user is made", act: write("$user-mallory", "$UserCreated", "{}"), raises: [["access", "*"]] },
    { name: "a password is changed", act: write("$user-cartulary", "$UserUpdated", "{}"), raises: [["access", "*"]] },
    {
      name: "another policy is chosen",
      act: async () => {
        await write("$authorization-policy-settings", "$authorization-policy-changed", "{}")();
        await write("$authorization-policy-settings", "$authorization-policy-changed", "{}")();
      },
      raises: [["access", "*"]],
    },
    {
      name: "the server is scavenged",
      act: write("$scavengePoints", "$scavengePoint", "{}"),
      raises: [["scavenged", "*"]],
    },
    {
      name: "something else happens",
      act: async () => {
        await write("$$somebody-else", "$metadata", '{"$maxCount":1}')();
        await write("$$$stats-127.0.0.1", "$metadata", '{"$maxAge":1}')();
        await write("$users", "$User", "mallory")();
        await write("key-a", "$streamDeleted", "{}")();
      },
      raises: [],
    },
  ])("when $name", async ({ act, raises }) => {
    const before = seen.length;
    await act();
    // What an audit finds was told live, too, and in the end nothing else.
    while (seen.length < before + raises.length) await pause(10);
    expect(seen.slice(before).map((a) => [a.kind, a.stream])).toEqual(raises);
    const audited = await store.tampering?.audit();
    expect(audited?.slice(before).map((a) => [a.kind, a.stream])).toEqual(raises);
    expect(audited?.length).toBe(seen.length);
  });

  test("what was hidden and written again is not taken for what it was, nor what was deleted for absent", async () => {
    expect(await codeOf(store.append("key-d", "absent", [someEvent()]))).toBe("store.corrupt");
    expect(await codeOf(store.append("key-e", 1, [someEvent()]))).toBe("store.corrupt");
    expect(await codeOf(store.readStream("key-e"))).toBe("store.corrupt");
  });

  test("counts from the ledger's beginning also when that is hidden", async () => {
    const audited = await store.tampering?.audit();
    await admin.deleteStream(named("governance"));
    const fresh = openEventStoreDb({ url: `${ADMIN()}&namespace=ours` });
    expect((await fresh.tampering?.audit())?.slice(0, -1)).toEqual(audited);
    await fresh.close();
  });
});

test("a list that a ledger cannot bear is told and left alone, unless it is to be replaced", async () => {
  const admin = EventStoreDBClient.connectionString(ADMIN());
  const loose = { $userStreamAcl: { $r: "$all", $w: "$all", $d: "$all", $mr: "$all", $mw: "$all" } };
  await admin.appendToStream("$settings", jsonEvent({ type: "update-default-acl", data: loose }));
  await admin.dispose();
  expect(await prepareEventStoreDb(ADMIN(), access)).toEqual({
    is: "looser",
    lists: ["$r", "$w", "$d", "$mr", "$mw"].map((right) => `$userStreamAcl.${right}: $all`),
  });
  expect(await as(urlAs(...STRANGER), (s) => s.append("key-loose", "absent", [someEvent()]))).toBe("done");
  expect(await prepareEventStoreDb(ADMIN(), access, true)).toEqual({ is: "settled", hasChanged: true, access });
  expect(await as(urlAs(...STRANGER), (s) => s.append("key-strict", "absent", [someEvent()]))).toBe("store.denied");
  const second = { writers: ["stranger"], readers: [] };
  expect(await prepareEventStoreDb(ADMIN(), second)).toEqual({
    is: "settled",
    hasChanged: true,
    access: { writers: ["cartulary", "stranger"], readers: ["cartulary-signer"] },
  });
  for (const [name, password] of [WRITER, STRANGER])
    expect(await as(urlAs(name, password), (s) => s.append(`key-both-${name}`, "absent", [someEvent()]))).toBe("done");
});
