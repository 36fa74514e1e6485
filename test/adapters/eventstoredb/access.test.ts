/** TLS, users, who may do what, and the alarms when an administrator does what the ledger's writer never does. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
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
    expect(await prepareEventStoreDb(ADMIN(), access)).toBe(true);
    expect(await prepareEventStoreDb(ADMIN(), access)).toBe(false);
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

  test("what only an administrator can do raises the alarm, at once and on audit; preparing does not", async () => {
    const store = open(ADMIN());
    for (const id of ["a", "b", "c", "d", "e"]) await store.append(`key-${id}`, "absent", [someEvent(), someEvent()]);
    expect(await store.tampering?.audit()).toEqual([]);
    const seen: Alarm[] = [];
    const stop = new AbortController();
    const watching = store.tampering?.watch((alarm) => {
      seen.push(alarm);
      if (seen.length === 7) stop.abort();
    }, stop.signal);
    // The official client, in this process beside ours only because ours shares no state with it.
    const admin = EventStoreDBClient.connectionString(ADMIN());
    await admin.setStreamMetadata("key-a", { truncateBefore: 1 });
    await admin.setStreamMetadata("key-b", { maxCount: 1 });
    await admin.setStreamMetadata("key-c", { maxAge: 1 });
    await admin.deleteStream("key-d");
    await admin.tombstoneStream("key-e");
    await admin.setStreamMetadata("key-open", { acl: { writeRoles: ["stranger"] } });
    await admin.setStreamMetadata("somebody-else", { maxCount: 1 }).catch(() => undefined);
    await admin.appendToStream("$settings", jsonEvent({ type: "update-default-acl", data: {} }));
    await admin.dispose();
    await watching;
    const expected = [
      ["hidden", "key-a"],
      ["hidden", "key-b"],
      ["hidden", "key-c"],
      ["hidden", "key-d"],
      ["deleted", "key-e"],
      ["access", "key-open"],
      ["access", "*"],
    ];
    const listed = (alarms: readonly Alarm[]) =>
      alarms.map((a) => [a.kind, a.stream]).filter(([, s]) => s !== "somebody-else");
    expect(listed(seen).slice(0, 6)).toEqual(expected.slice(0, 6));
    expect(listed((await store.tampering?.audit()) ?? [])).toEqual(expected);
    // What was hidden and written again is not taken for what it was, and what was deleted is not taken for absent.
    const codeOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => "done",
        (e: { code?: string }) => e.code,
      );
    expect(await codeOf(store.append("key-d", "absent", [someEvent()]))).toBe("store.corrupt");
    expect(await codeOf(store.append("key-e", 1, [someEvent()]))).toBe("store.corrupt");
    expect(await codeOf(store.readStream("key-e"))).toBe("store.corrupt");
  });
});
