/** The machine's clock beside the time since it started: what is set, and what only passes. */
import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../../../adapters/system/clock.ts";
import { toMillis } from "../../../domain/kernel/instant.ts";
import { secondsMoved } from "../../../domain/ports/clock.ts";

afterEach(() => vi.useRealTimers());

const setTo = (ms: number): void => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(ms);
};

test("a clock that nobody touched is where it should be", () => {
  expect(secondsMoved(systemClock)).toBe(0);
  expect(Math.abs(toMillis(systemClock.now()) - toMillis(systemClock.expected()))).toBeLessThan(1_000);
});

test.for([-86_400 * 400, -3_600, -400, 400, 3_600, 86_400 * 400])(
  "set by %i seconds: seen, and not forgotten",
  (by) => {
    const real = Date.now();
    setTo(real + by * 1000);
    for (let i = 0; i < 3; i++) expect(Math.abs(secondsMoved(systemClock) - by)).toBeLessThan(10);
    setTo(real);
    expect(secondsMoved(systemClock)).toBe(0);
  },
);

test("small steps are followed, so that they never add up", () => {
  const real = Date.now();
  for (let i = 1; i <= 6; i++) {
    setTo(real + i * 200_000);
    expect(secondsMoved(systemClock)).toBe(0);
  }
  for (let i = 5; i >= 0; i--) {
    setTo(real + i * 200_000);
    expect(secondsMoved(systemClock)).toBe(0);
  }
});
