/** What breaks between us and the server, one thing at a time, and what the port's user sees of it. */
import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openEventStoreDb } from "../../../adapters/eventstoredb/event-store.ts";
import type { EventStore, NewEvent, Recorded } from "../../../domain/ports/event-store.ts";
import { someEvent } from "../../contract/event-store.ts";
import { FacadeProcess } from "../../support/esdb/facade.ts";
import type { Fault, Nature } from "../../support/esdb/faults.ts";

let facade: FacadeProcess;
let store: EventStore;
let namespace = 0;

const open = (times: { appendMs: number; attemptMs: number }): EventStore =>
  openEventStoreDb({ url: facade.url(`n${namespace}`), times, idleMs: 500 });

beforeAll(async () => {
  facade = await new FacadeProcess().start();
});
afterAll(() => facade.remove());
beforeEach(() => {
  namespace += 1;
  store = open({ appendMs: 12_000, attemptMs: 400 });
});
afterEach(async () => {
  await facade.clear();
  await store.close();
});

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (e: { code?: string }) => e.code ?? e,
  );
const textOf = (r: Recorded): string => new TextDecoder().decode(r.bytes);
const stands = async (stream: string, events: readonly NewEvent[]): Promise<void> => {
  const there = await store.readStream(stream);
  expect(there.map((r) => [r.revision, r.id, textOf(r)])).toEqual(
    events.map((e, i) => [i, e.id, new TextDecoder().decode(e.bytes)]),
  );
};

describe("an append survives", () => {
  test.for<{ name: string; fault: Fault }>([
    { name: "an answer that never comes, nothing written", fault: { on: "append", kind: "stall" } },
    { name: "an answer that never comes, written", fault: { on: "append", kind: "stall-after" } },
    { name: "a call that breaks before the write", fault: { on: "append", kind: "drop-before" } },
    { name: "a call that breaks after the write", fault: { on: "append", kind: "drop-after" } },
    { name: "a server that terminates (code 13)", fault: { on: "append", kind: "internal" } },
    { name: "a server that starts", fault: { on: "append", kind: "not-ready" } },
    { name: "an answer that comes twice", fault: { on: "append", kind: "duplicate" } },
    { name: "an answer to a call that nobody made", fault: { on: "append", kind: "stranger" } },
    { name: "an answer after the try was given up", fault: { on: "append", kind: "slow", ms: 700 } },
  ])("$name", async ({ fault }) => {
    await facade.fault(fault);
    const events = [someEvent("one"), someEvent("two")];
    const done = await store.append("key-a", "absent", events);
    expect(done.revision).toBe(1);
    await stands("key-a", events);
    expect((await store.readStream("key-a")).at(-1)?.position).toBe(done.position);
    const next = someEvent("three");
    expect((await store.append("key-a", 1, [next])).revision).toBe(2);
    // What came late, twice or from nowhere has nothing to settle any more.
    await pause(fault.kind === "slow" ? 500 : 20);
    await stands("key-a", [...events, next]);
  });

  test("a call that is turned away as a whole, after the server answered on it", async () => {
    await store.append("key-z", "absent", [someEvent()]);
    await facade.fault({ on: "append", kind: "turned-away" });
    const event = someEvent("one");
    expect((await store.append("key-a", "absent", [event])).revision).toBe(0);
    await stands("key-a", [event]);
  });

  test.for<{ name: string; nature: Nature }>([
    { name: "whose clock is a minute ahead", nature: { skewMs: 60_000 } },
    { name: "whose clock is a minute behind", nature: { skewMs: -60_000 } },
    { name: "that answers UUIDs in two halves", nature: { isStructured: true } },
  ])("a server $name", async ({ nature }) => {
    await facade.nature(nature);
    const events = [someEvent("one"), someEvent("two")];
    const done = await store.append("key-a", "absent", events);
    await stands("key-a", events);
    // Found by looking, too.
    await facade.fault({ on: "append", kind: "drop-after" });
    const next = someEvent("three");
    expect((await store.append("key-a", 1, [next])).revision).toBe(2);
    expect(await store.append("key-a", "absent", events)).toEqual(done);
    await stands("key-a", [...events, next]);
  });

  test("a call that breaks in the middle of many: each finds out for itself", async () => {
    await facade.fault({ on: "append", kind: "reset", after: 20 });
    const events = Array.from({ length: 64 }, (_, i) => someEvent(`${i}`));
    const done = await Promise.all(events.map((e, i) => store.append(`key-${i}`, "absent", [e])));
    expect(done.every((d) => d.revision === 0)).toBe(true);
    for (const [i, event] of events.entries()) await stands(`key-${i}`, [event]);
  });

  test("a read that fails beside it", async () => {
    await facade.fault({ on: "append", kind: "slow", ms: 200 });
    await facade.fault({ on: "read", kind: "drop-before", times: 3 });
    const event = someEvent("one");
    const appending = store.append("key-a", "absent", [event]);
    expect(await codeOf(store.readStream("key-b"))).toBe("store.unavailable");
    expect((await appending).revision).toBe(0);
    await stands("key-a", [event]);
  });

  test("a new leader", async () => {
    const old = await new FacadeProcess().start();
    await old.fault({ on: "append", kind: "not-leader", port: facade.port, times: 1_000 });
    await old.fault({ on: "read", kind: "not-leader", port: facade.port, times: 1_000 });
    await store.close();
    store = openEventStoreDb({ url: old.url(`n${namespace}`), times: { appendMs: 12_000, attemptMs: 400 } });
    const event = someEvent("one");
    await store.append("key-a", "absent", [event]);
    await stands("key-a", [event]);
    await store.close();
    await old.remove();
    store = open({ appendMs: 12_000, attemptMs: 400 });
    await stands("key-a", [event]);
  });

  test("a server that is killed and comes back", async () => {
    const event = someEvent("before");
    await store.append("key-a", "absent", [event]);
    await facade.kill();
    const next = someEvent("while it was away");
    const appending = store.append("key-a", 0, [next]);
    await pause(100);
    await facade.start();
    expect((await appending).revision).toBe(1);
    await stands("key-a", [event, next]);
  });

  test("a server that is killed under many appends: none is lost that was acknowledged, none is there in part", async () => {
    const events = Array.from({ length: 200 }, (_, i) => [someEvent(`${i}`), someEvent(`${i}'`)]);
    const own = open({ appendMs: 20_000, attemptMs: 2_000 });
    const appending = events.map((pair, i) => codeOf(own.append(`key-${i}`, "absent", pair)));
    await pause(15);
    await facade.kill();
    await facade.start();
    expect(new Set(await Promise.all(appending))).toEqual(new Set(["done"]));
    for (const [i, pair] of events.entries()) await stands(`key-${i}`, pair);
    await own.close();
  });
});

/** Far more than an append may take here, far less than what several limits one after the other came to. */
const SURELY_OVER_MS = 9_000;

describe("an append gives up", () => {
  test("in its time, also when it waits for its turn, and whatever a look or a connection would take", async () => {
    const own = openEventStoreDb({
      url: facade.url(`n${namespace}`),
      times: { appendMs: 1_500, attemptMs: 500 },
    });
    await own.append("key-a", "absent", [someEvent("one")]);
    facade.signal("SIGSTOP");
    try {
      const begun = performance.now();
      const codes = await Promise.all(
        Array.from({ length: 300 }, (_, i) => codeOf(own.append(`key-${i}`, "absent", [someEvent()]))),
      );
      expect(performance.now() - begun).toBeLessThan(SURELY_OVER_MS);
      // What waited for its turn was never said.
      expect(codes.filter((c) => c === "store.ambiguous").length).toBe(256);
      expect(codes.filter((c) => c === "store.unavailable").length).toBe(44);
      const last = own.append("key-b", "absent", [someEvent()]).catch(() => undefined);
      await own.close();
      await last;
      expect(performance.now() - begun).toBeLessThan(2 * SURELY_OVER_MS);
    } finally {
      facade.signal("SIGCONT");
    }
  });

  test("and says that it does not know, when nobody answers", async () => {
    await store.append("key-a", "absent", [someEvent("one")]);
    facade.signal("SIGSTOP");
    const late = someEvent("late");
    const own = open({ appendMs: 600, attemptMs: 200 });
    expect(await codeOf(own.append("key-a", 0, [late]))).toBe("store.ambiguous");
    facade.signal("SIGCONT");
    // The frozen server may carry it out after all; said again it is acknowledged, once.
    expect((await store.append("key-a", 0, [late])).revision).toBe(1);
    expect((await store.readStream("key-a")).length).toBe(2);
    await own.close();
  });

  test("and what another decided meanwhile under the same ids is a conflict, not an acknowledgement", async () => {
    await facade.fault({ on: "append", kind: "stall-after" });
    const id = randomUUID();
    const own = open({ appendMs: 50, attemptMs: 40 });
    await codeOf(own.append("key-a", "absent", [someEvent("first decision", id)]));
    expect(await codeOf(store.append("key-a", "absent", [someEvent("second decision", id)]))).toBe(
      "store.revision-conflict",
    );
    await own.close();
  });

  test("when it may not write", async () => {
    await facade.fault({ on: "append", kind: "denied" });
    expect(await codeOf(store.append("key-a", "absent", [someEvent()]))).toBe("store.denied");
    expect(await store.readStream("key-a")).toEqual([]);
  });

  test("when nobody is there, in its time", async () => {
    await facade.kill();
    const own = open({ appendMs: 500, attemptMs: 200 });
    expect(["store.ambiguous", "store.unavailable"]).toContain(
      await codeOf(own.append("key-a", "absent", [someEvent()])),
    );
    expect(await codeOf(own.readStream("key-a"))).toBe("store.unavailable");
    await own.close();
    await facade.start();
    expect(await codeOf(store.append("key-a", "absent", [someEvent()]))).toBe("done");
  });
});

describe.for([
  { name: "a stream", on: "read", read: () => store.readStream("key-a") },
  { name: "all streams", on: "subscribe", read: () => store.readAll("start", 100) },
] as const)("a read of $name", ({ on, read }) => {
  test.for<{ name: string; fault: Omit<Fault, "on">; code: string }>([
    { name: "that breaks once is made again", fault: { kind: "drop-before" }, code: "done" },
    { name: "that is cut short is made again", fault: { kind: "cut" }, code: "done" },
    { name: "that stalls once is made again", fault: { kind: "stall" }, code: "done" },
    { name: "that stalls twice fails", fault: { kind: "stall", times: 2 }, code: "store.unavailable" },
    { name: "that is not allowed fails", fault: { kind: "denied" }, code: "store.denied" },
  ])("$name", async ({ fault, code }) => {
    const events = [someEvent("one"), someEvent("two")];
    await store.append("key-a", "absent", events);
    await facade.fault({ ...fault, on });
    expect(await codeOf(read())).toBe(code);
    await stands("key-a", events);
  });
});

describe("a read", () => {
  test("ends, however long the server looks at what is others' business", { timeout: 60_000 }, async () => {
    const event = someEvent("one");
    const { position } = await store.append("key-a", "absent", [event]);
    const other = openEventStoreDb({ url: facade.url("other") });
    for (let i = 0; i < 125; i++)
      await other.append(
        `key-${namespace}.${i}`,
        "absent",
        Array.from({ length: 64 }, () => someEvent("theirs")),
      );
    await other.close();
    // Several times what a read may be silent, in all; between two words of how far it is, a fraction of it.
    await facade.nature({ scanMs: 100 });
    expect(await store.readAll(position, 10)).toEqual([]);
    expect((await store.readAll("start", 10)).map((r) => r.id)).toEqual([event.id]);
    expect(await store.tampering?.audit()).toEqual([]);
  });

  test("with another store's position is refused", async () => {
    expect(await codeOf(store.readAll("0000000000000010" as never, 10))).toBe("store.rejected");
  });
});

describe("a follower", () => {
  const follow = (count: number): Promise<readonly string[]> => {
    const stop = new AbortController();
    return (async () => {
      const seen: string[] = [];
      for await (const batch of store.follow("start", stop.signal)) {
        seen.push(...batch.map(textOf));
        if (seen.length >= count) stop.abort();
      }
      return seen;
    })();
  };

  test.for<{ name: string; fault: Fault }>([
    { name: "cannot begin", fault: { on: "subscribe", kind: "drop-before", times: 2 } },
    { name: "is cut off in the middle", fault: { on: "subscribe", kind: "cut", ms: 2, times: 3 } },
    { name: "meets a server that terminates", fault: { on: "subscribe", kind: "internal" } },
  ])("that $name goes on after what it had, each event once", async ({ fault }) => {
    for (let i = 0; i < 8; i++) await store.append(`key-${i}`, "absent", [someEvent(`${i}`)]);
    await facade.fault(fault);
    expect(await follow(8)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
  });

  test("goes on when the server was killed", async () => {
    await store.append("key-a", "absent", [someEvent("0")]);
    const following = follow(2);
    await pause(100);
    await facade.kill();
    await facade.start();
    await store.append("key-a", 0, [someEvent("1")]);
    expect(await following).toEqual(["0", "1"]);
  });

  test("that may not read is told", async () => {
    await facade.fault({ on: "subscribe", kind: "denied" });
    expect(await codeOf(follow(1))).toBe("store.denied");
  });
});

test("a second server in the same process is refused", async () => {
  expect(() => openEventStoreDb({ url: "esdb://127.0.0.1:1?tls=false" })).toThrow("store.rejected");
});

test("a process ends after an append, once its store is closed", async () => {
  const { execFile } = await import("node:child_process");
  const program = `
    const { openEventStoreDb } = await import(${JSON.stringify(new URL("../../../adapters/eventstoredb/event-store.ts", import.meta.url).href)});
    const store = openEventStoreDb({ url: ${JSON.stringify(facade.url(`n${namespace}`))} });
    await store.append("key-a", "absent", [{ id: crypto.randomUUID(), type: "Happened", bytes: new Uint8Array(3) }]);
    await store.close();`;
  const code = await new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "-e", program], { timeout: 10_000 }, (e) =>
      resolve(e === null ? 0 : (e.code ?? e.signal)),
    );
  });
  expect(code).toBe(0);
});
