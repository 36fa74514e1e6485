/** The contract of domain/ports/attempt-limit.ts, by a clock that the test moves. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openMemoryAttemptLimit } from "../../../adapters/memory/attempt-limit.ts";
import type { AttemptLimit } from "../../../domain/ports/attempt-limit.ts";

let limit: AttemptLimit;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  limit = openMemoryAttemptLimit({ attemptsPerName: 2, attemptsPerAddress: 3, lockSeconds: 60 });
});
afterEach(() => void vi.useRealTimers());

const alice = { kind: "name", value: "alice" } as const;
const take = async (times: number, key: Parameters<AttemptLimit["take"]>[0] = alice) => {
  const seen = [];
  for (let i = 0; i < times; i++) seen.push(await limit.take(key));
  return seen;
};

test("a key is locked when it was taken too often, and free again in time, however often it was tried meanwhile", async () => {
  expect(await take(4)).toEqual([undefined, undefined, 60, 60]);
  vi.advanceTimersByTime(30_000);
  expect(await take(3)).toEqual([30, 30, 30]);
  vi.advanceTimersByTime(30_001);
  expect(await take(1)).toEqual([undefined]);
});
test("keys do not know of each other, nor names of addresses", async () => {
  await take(3);
  expect(await take(1, { kind: "name", value: "bob" })).toEqual([undefined]);
  expect(await take(4, { kind: "address", value: "alice" })).toEqual([undefined, undefined, undefined, 60]);
});
test("a try that was none counts no more; a good one makes the name new", async () => {
  await limit.take(alice);
  await limit.giveBack(alice);
  expect(await take(3)).toEqual([undefined, undefined, 60]);
  await limit.forget(alice);
  expect(await take(2)).toEqual([undefined, undefined]);
});
test("what is long ago is forgotten", async () => {
  await take(2);
  vi.advanceTimersByTime(60_001);
  expect(await take(2)).toEqual([undefined, undefined]);
});
