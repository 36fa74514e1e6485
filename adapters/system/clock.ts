import { uptime } from "node:os";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { type Clock, MAX_SKEW_SECONDS } from "../../domain/ports/clock.ts";

/** Milliseconds since the machine started, its sleep included; nobody sets this clock. */
const sinceBoot = (): number => uptime() * 1000;

const openSystemClock = (): Clock => {
  let trusted = { wall: Date.now(), boot: sinceBoot() };
  return {
    now: () => fromMillis(Date.now()),
    expected: () => {
      const [wall, boot] = [Date.now(), sinceBoot()];
      const expected = trusted.wall + boot - trusted.boot;
      if (Math.abs(wall - expected) <= MAX_SKEW_SECONDS * 1000) trusted = { wall, boot };
      return fromMillis(Math.round(expected));
    },
  };
};

/** One for the process, from its start on: a clock that was moved while nothing was written was moved all the same. */
export const systemClock: Clock = openSystemClock();
