/** What can be told to go wrong, and how often. Sent to the facade's process as plain JSON. */
export type FaultKind =
  /** Never answered and never written. */
  | "stall"
  /** Written, never answered. */
  | "stall-after"
  /** The whole stream of calls breaks before the write, with everything that waits on it. */
  | "drop-before"
  /** As above, after the write. */
  | "drop-after"
  /** Half of the appends that wait are written, then the stream breaks. */
  | "reset"
  /** Answered twice. */
  | "duplicate"
  /** Answered after `ms`. */
  | "slow"
  /** Some other node leads; `port` says which. */
  | "not-leader"
  /** As a starting server answers. */
  | "not-ready"
  | "denied"
  /** Written, then the whole stream of calls is turned away as not allowed. */
  | "turned-away"
  /** Reads and subscriptions: the call ends with an error after the first event. */
  | "cut"
  /** RST_STREAM as a terminating server sends it. */
  | "internal"
  /** An answer for a call that nobody made. */
  | "stranger";

export type Fault = {
  readonly on: "append" | "read" | "subscribe";
  readonly kind: FaultKind;
  /** Calls to let pass first; 0 when absent. */
  readonly after?: number;
  /** Calls that fail; 1 when absent. */
  readonly times?: number;
  readonly ms?: number;
  readonly port?: number;
};

/** How the server is as long as nothing else is said. */
export type Nature = {
  /** By how much its clock is ahead of ours. */
  readonly skewMs?: number;
  /** How long it looks at a page of events of which none passes the filter. */
  readonly scanMs?: number;
  /** UUIDs are answered as two 64-bit halves. */
  readonly isStructured?: boolean;
};

export class Faults {
  #all: { fault: Fault; skip: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#all.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#all = [];
  }

  next(on: Fault["on"]): Fault | undefined {
    for (const entry of this.#all) {
      if (entry.fault.on !== on || entry.left === 0) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      return entry.fault;
    }
    return undefined;
  }
}
