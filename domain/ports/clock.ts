import { type Instant, secondsBetween } from "../kernel/instant.ts";

/**
 * What time it is. The only way time enters; tests pass a clock that stands still or jumps.
 *
 * `expected` is what `now` should be: what it was before, and the time that has passed since by a clock that nobody sets.
 * Small differences are followed, so that a clock that is kept right by small steps stays the expected one; a difference
 * above `MAX_SKEW_SECONDS` stands until the process ends.
 */
export interface Clock {
  readonly now: () => Instant;
  readonly expected: () => Instant;
}

/** How far a clock may be off before nothing is written by it. */
export const MAX_SKEW_SECONDS = 300;

/** Seconds by which somebody moved the clock, ahead or (negative) back; 0 when that is within what may be. */
export const secondsMoved = (clock: Clock): number => {
  const moved = secondsBetween(clock.expected(), clock.now());
  return Math.abs(moved) > MAX_SKEW_SECONDS ? moved : 0;
};

/** The clock cannot be right. Nothing was written, and nothing is until somebody has looked at it. */
export class ClockFault extends Error {
  override readonly name = "ClockFault";
  /** `clock.behind`: earlier than an event that the new one follows. `clock.moved`: while this process ran. */
  readonly code: "clock.behind" | "clock.moved";
  readonly retryable = false;
  constructor(code: ClockFault["code"]) {
    super(code);
    this.code = code;
  }
}
