import type { Instant } from "../kernel/instant.ts";

/** What time it is. The only way time enters; tests pass a clock that stands still or jumps. */
export interface Clock {
  readonly now: () => Instant;
}
