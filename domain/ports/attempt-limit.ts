/** `name`: of who is said to log in. `address`: where from; for IPv6 the first 64 bits, which one client has for itself. */
export type AttemptKey = { readonly kind: "name" | "address"; readonly value: string };

/**
 * How often somebody may try to log in. Counted before a try is made, not after it failed: a thousand tries at once would
 * each see that none had failed yet.
 *
 * Contract: a key that was taken more often than its limit allows is locked for some seconds, then it is free again, however
 * often it was taken meanwhile; keys do not know of each other; what was counted is forgotten in time.
 */
export interface AttemptLimit {
  /** Counts a try. Seconds until the key is free again, or undefined when the try may be made. */
  readonly take: (key: AttemptKey) => Promise<number | undefined>;
  /** The try was none: something was away. */
  readonly giveBack: (key: AttemptKey) => Promise<void>;
  /** The try was good: what was counted before it counts no more. */
  readonly forget: (key: AttemptKey) => Promise<void>;
}
