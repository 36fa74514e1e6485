import { expect, test } from "vitest";
import { addSeconds, type Instant } from "../../../../domain/kernel/instant.ts";
import { allowance } from "../../../../domain/process/signing/allowance.ts";

const START = "2026-06-01T12:00:00.000Z" as Instant;

test.for<{ name: string; asks: readonly (readonly [seconds: number, isGiven: boolean])[] }>([
  {
    name: "the burst at once, then nothing",
    asks: [
      [0, true],
      [0, true],
      [0, false],
    ],
  },
  {
    name: "more with time, in whole ones",
    asks: [
      [0, true],
      [0, true],
      [9, false],
      [10, true],
      [10, false],
    ],
  },
  {
    name: "never more than the burst",
    asks: [
      [0, true],
      [1000, true],
      [1000, true],
      [1000, false],
    ],
  },
  {
    name: "the same after a clock was put back",
    asks: [
      [10, true],
      [10, true],
      [0, false],
      [10, true],
      [10, false],
    ],
  },
])("gives $name", ({ asks }) => {
  const take = allowance({ burst: 2, perSecond: 0.1 });
  for (const [seconds, isGiven] of asks) expect(take("key", addSeconds(START, seconds))).toBe(isGiven);
});

test("each name has its own", () => {
  const take = allowance({ burst: 1, perSecond: 0.1 });
  expect([take("a", START), take("b", START), take("a", START)]).toEqual([true, true, false]);
});
