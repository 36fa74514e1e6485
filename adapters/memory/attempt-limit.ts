/** Tries counted in memory: a restart forgets them, which is no way around them for who cannot restart the server. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { AttemptKey, AttemptLimit } from "../../domain/ports/attempt-limit.ts";

export type AttemptLimits = {
  readonly attemptsPerName: number;
  readonly attemptsPerAddress: number;
  /** How long failures are remembered, and how long who has too many waits. */
  readonly lockSeconds: number;
};

export const openMemoryAttemptLimit = (limits: AttemptLimits): AttemptLimit => {
  const limiter = (kind: AttemptKey["kind"], points: number): RateLimiterMemory =>
    new RateLimiterMemory({
      keyPrefix: kind,
      points,
      duration: limits.lockSeconds,
      blockDuration: limits.lockSeconds,
    });
  const by = {
    name: limiter("name", limits.attemptsPerName),
    address: limiter("address", limits.attemptsPerAddress),
  };
  return {
    take: async ({ kind, value }) => {
      try {
        await by[kind].consume(value);
        return undefined;
      } catch (locked) {
        if (locked instanceof RateLimiterRes) return Math.max(1, Math.ceil(locked.msBeforeNext / 1000));
        throw locked;
      }
    },
    giveBack: async ({ kind, value }) => void (await by[kind].reward(value)),
    forget: async ({ kind, value }) => void (await by[kind].delete(value)),
  };
};
