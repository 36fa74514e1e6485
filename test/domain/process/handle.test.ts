import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { type MemoryEventStore, openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { keyStream } from "../../../domain/kernel/stream.ts";
import { type KeyCommand, key } from "../../../domain/key/decider.ts";
import { RevisionConflict, StoreFault } from "../../../domain/ports/event-store.ts";
import { handle, newWork, step } from "../../../domain/process/handle.ts";
import { HistoryFault, readStream } from "../../../domain/process/ledger.ts";
import { envelopeBytes } from "../../support/envelope.ts";
import { makeClock, OPERATOR } from "../../support/world.ts";

const plan = { type: "Plan", algorithm: "ec-p256", purpose: "authority", authority: "ca" } satisfies KeyCommand;
const module = { kind: "softkey", manufacturer: "", model: "", tokenLabel: "", tokenSerial: "" };
const generated: KeyCommand = { type: "RecordGenerated", spki: "AA", module };
const stream = keyStream("a");

let store: MemoryEventStore;
let clock: ReturnType<typeof makeClock>;
beforeEach(() => {
  store = openMemoryEventStore();
  clock = makeClock();
});
const work = (id: string = randomUUID(), payload: unknown = "p") => newWork(OPERATOR, id, payload, null);

test("a command is carried out once, however often it is given", async () => {
  const asked = work();
  const first = expectOk(await handle({ store, clock }, key, stream, asked, plan));
  const second = expectOk(await handle({ store, clock }, key, stream, asked, plan));
  expect([first.isRepeat, second.isRepeat]).toEqual([false, true]);
  expect(second.events).toEqual(first.events);
  expect((await store.readStream(stream)).length).toBe(1);
});

test("the same id asking for something else is refused", async () => {
  const id = randomUUID();
  await handle({ store, clock }, key, stream, work(id, "one"), plan);
  expect(await handle({ store, clock }, key, stream, work(id, "two"), plan)).toMatchObject({
    error: { code: "command.reused" },
  });
});

test("a refusal writes nothing", async () => {
  expect(await handle({ store, clock }, key, stream, work(), generated)).toMatchObject({
    error: { code: "key.unknown" },
  });
  expect(await store.readStream(stream)).toEqual([]);
});

test.for<{ name: string; asked: () => ReturnType<typeof work>; command: KeyCommand }>([
  { name: "a body", asked: work, command: { ...plan, authority: "Not A Name" } },
  {
    name: "an actor",
    asked: () => newWork({ actor: "Somebody", authentication: "local" }, randomUUID(), {}, null),
    command: plan,
  },
  {
    name: "an authentication",
    asked: () => newWork({ ...OPERATOR, authentication: "x".repeat(200) }, randomUUID(), {}, null),
    command: plan,
  },
])("$name that no reader would take is never written", async ({ asked, command }) => {
  await expect(handle({ store, clock }, key, stream, asked(), command)).rejects.toThrow(TypeError);
  expect(await store.readStream(stream)).toEqual([]);
});

test("an event tells who, how, when, why and under which rules", async () => {
  const asked = newWork({ actor: "officer:alice", authentication: "token:x" }, randomUUID(), {}, 7);
  expectOk(await handle({ store, clock }, key, stream, step(asked, "one", asked.context.command.id), plan));
  const [event] = (await readStream(store, stream)).events;
  expect(event).toMatchObject({
    actor: "officer:alice",
    authentication: "token:x",
    basis: 7,
    at: clock.now(),
    cause: asked.context.command.id,
    correlation: asked.context.command.id,
  });
  expect(event?.command.id).not.toBe(asked.context.command.id);
});

test("whoever loses a race reads again and decides again", async () => {
  let raced = false;
  store.faults.onAppend = () => {
    if (raced) return undefined;
    raced = true;
    return { when: "before", fault: new RevisionConflict(stream, "absent") as unknown as StoreFault };
  };
  expect(expectOk(await handle({ store, clock }, key, stream, work(), plan)).events.length).toBe(1);
  const both = await Promise.all([
    handle({ store, clock }, key, keyStream("b"), work(), plan),
    handle({ store, clock }, key, keyStream("b"), work(), plan),
  ]);
  expect(both.map((r) => (r.ok ? "ok" : r.error.code)).sort()).toEqual(["key.exists", "ok"]);
});

test("an answer that was lost is asked for again, byte for byte", async () => {
  let lost = 0;
  store.faults.onAppend = () => (lost++ < 2 ? { when: "after", fault: new StoreFault("store.ambiguous") } : undefined);
  const written = expectOk(await handle({ store, clock }, key, stream, work(), plan));
  expect([lost, written.events.length, (await store.readStream(stream)).length]).toEqual([3, 1, 1]);
});

test.for(["store.unavailable", "store.full"] as const)(
  "%s reaches the caller, and nothing was written",
  async (code) => {
    store.faults.onAppend = () => ({ when: "before", fault: new StoreFault(code) });
    await expect(handle({ store, clock }, key, stream, work(), plan)).rejects.toMatchObject({ code });
    expect(await store.readStream(stream)).toEqual([]);
  },
);

test("time does not run backwards in a stream; a clock that is far behind writes nothing", async () => {
  expectOk(await handle({ store, clock }, key, stream, work(), plan));
  clock.advance(-400);
  await expect(handle({ store, clock }, key, stream, work(), generated)).rejects.toMatchObject({
    code: "clock.behind",
  });
  clock.advance(200);
  const { events } = expectOk(await handle({ store, clock }, key, stream, work(), generated));
  expect(events[0]?.at).toBe((await readStream(store, stream)).events[0]?.at);
});

test.for([
  { name: "an unknown type", event: () => envelopeBytes({ type: "KeyEaten" }), code: "event.unknown-type" },
  { name: "a newer version", event: () => envelopeBytes({ v: 9 }), code: "event.unknown-version" },
  {
    name: "bytes that are no event",
    event: () => ({ id: "x", type: "KeyPlanned", bytes: Uint8Array.of(1) }),
    code: "input.malformed",
  },
  { name: "a broken chain", event: () => envelopeBytes({ prev: "A".repeat(43) }), code: "signer.history-rewritten" },
])("a stream with $name is not read past it", async ({ event, code }) => {
  const loose = openMemoryEventStore({ isStrict: false });
  await loose.append("key-a", "absent", [event()]);
  await expect(handle({ store: loose, clock }, key, "key-a", work(), plan)).rejects.toMatchObject({
    name: "HistoryFault",
    code,
    retryable: false,
  });
  expect(new HistoryFault("event.malformed", "key-a", 3).message).toBe("event.malformed at key-a@3");
});

test("a stream that the caller knows is not read again, and grows as it would have", async () => {
  let reads = 0;
  const counting = {
    ...store,
    readStream: (...asked: Parameters<typeof store.readStream>) => {
      reads += 1;
      return store.readStream(...asked);
    },
  };
  const first = expectOk(await handle({ store: counting, clock }, key, stream, work(), plan));
  const second = expectOk(await handle({ store: counting, clock }, key, stream, work(), generated, first.stream));
  expect([reads, second.events.map((e) => e.type)]).toEqual([1, ["KeyGenerated"]]);
  expect(second.stream).toEqual(await readStream(store, stream));
});

const NOTHING = { events: [], end: undefined, position: undefined };

test("what the caller knows may be old: the append conflicts, and the stream is read", async () => {
  expectOk(await handle({ store, clock }, key, stream, work(), plan));
  const both = async (state: { readonly at: string }) =>
    ({ ok: true, value: state.at === "absent" ? plan : generated }) as const;
  const done = expectOk(await handle({ store, clock }, key, stream, work(), both, NOTHING));
  expect(done.events.map((e) => e.type)).toEqual(["KeyGenerated"]);
});

test("nothing is refused, nor left undone, because of what the caller knew", async () => {
  const asked = work();
  const planned = expectOk(await handle({ store, clock }, key, stream, asked, plan));
  expect(expectOk(await handle({ store, clock }, key, stream, work(), generated, NOTHING)).events.length).toBe(1);
  clock.advance(1);
  const again = expectOk(await handle({ store, clock }, key, stream, asked, plan, NOTHING));
  expect([again.isRepeat, again.events]).toEqual([true, planned.events]);
});
