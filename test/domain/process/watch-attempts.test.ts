import { randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { type MemoryEventStore, openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { guard, MAX_EVENTS } from "../../../domain/guard/decider.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { StoreFault } from "../../../domain/ports/event-store.ts";
import { readStream } from "../../../domain/process/ledger.ts";
import { type Attempts, watchAttempts } from "../../../domain/process/watch-attempts.ts";
import { makeApp } from "../../support/app.ts";
import { makeClock } from "../../support/world.ts";

let store: MemoryEventStore;
let clock: ReturnType<typeof makeClock>;
let attempts: Attempts;
beforeEach(() => {
  store = openMemoryEventStore();
  clock = makeClock();
  attempts = watchAttempts({ store, clock, entropy: { bytes: (n) => new Uint8Array(randomBytes(n)) } });
});
const written = async (day: string) => (await readStream(store, `guard-${day}`)).events.map((e) => e.body);

test("attempts are counted by reason, since the first, and written once", async () => {
  const since = clock.now();
  for (let i = 0; i < 1000; i++) attempts.note("caller.unauthenticated");
  clock.advance(5);
  attempts.note("statement.bad-signature");
  await attempts.flush();
  await attempts.flush();
  expect(await written("2026-06-01")).toEqual([
    { code: "caller.unauthenticated", count: 1000, since },
    { code: "statement.bad-signature", count: 1, since: clock.now() },
  ]);
});

test("each day has its own stream", async () => {
  attempts.note("caller.unauthenticated");
  await attempts.flush();
  clock.advance(86_400);
  attempts.note("caller.unauthenticated");
  await attempts.flush();
  expect([(await written("2026-06-01")).length, (await written("2026-06-02")).length]).toEqual([1, 1]);
});

test.for<{ name: string; when: "before" | "after"; code: "store.unavailable" | "store.ambiguous" }>([
  { name: "is away", when: "before", code: "store.unavailable" },
  { name: "loses its answer", when: "after", code: "store.ambiguous" },
])("a store that $name loses no count and counts nothing twice", async ({ when, code }) => {
  attempts.note("caller.unauthenticated");
  store.faults.onAppend = () => ({ when, fault: new StoreFault(code) });
  await expect(attempts.flush()).rejects.toMatchObject({ code });
  store.faults.onAppend = () => undefined;
  attempts.note("caller.unauthenticated");
  await attempts.flush();
  expect(await written("2026-06-01")).toMatchObject([{ count: 1 }, { count: 1 }]);
});

test("a day is bounded, whatever happens", () => {
  const body = { code: "caller.unauthenticated" as const, count: 1, since: "2026-06-01T00:00:00.000Z" as Instant };
  const event = { type: "AttemptsRefused" as const, body };
  const full = fold(guard, Array(MAX_EVENTS - 1).fill(event));
  const decided = guard.decide({ type: "Record", refused: [body, body, body], accepted: [] }, full);
  expect(decided.ok && decided.value.length).toBe(1);
  const login = { login: "00000000-0000-8000-8000-000000000000", count: 1, since: body.since };
  const both = fold(guard, [
    ...Array(MAX_EVENTS).fill(event),
    ...Array(MAX_EVENTS - 1).fill({ type: "LoginsAccepted", body: login }),
  ]);
  // Who knocks all day long does not hide who came in.
  const last = guard.decide({ type: "Record", refused: [body], accepted: [login, login] }, both);
  expect(last.ok && last.value.map((e) => e.type)).toEqual(["LoginsAccepted"]);
});

test("the API notes bad tokens and statements that do not hold", async () => {
  const app = await makeApp();
  await app.call("nonsense", "GET", "/v1/authorities");
  await app.attempts.flush();
  const day = app.world.clock.now().slice(0, 10);
  const { events } = await readStream(app.world.store, `guard-${day}`);
  expect(events.map((e) => e.body)).toMatchObject([{ code: "caller.unauthenticated", count: 1 }]);
});
