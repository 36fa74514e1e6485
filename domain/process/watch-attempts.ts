/** Counts refused attempts in memory and writes the counts down now and then. */
import { type Guard, guard } from "../guard/decider.ts";
import type { GuardEvent } from "../guard/events.ts";
import { toHex } from "../kernel/bytes.ts";
import { deriveUuid } from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import type { RefusalCode } from "../kernel/refusal.ts";
import { guardStream } from "../kernel/stream.ts";
import type { Entropy } from "../ports/entropy.ts";
import { handle, type LedgerPorts, newWork } from "./handle.ts";

export type Attempts = {
  readonly note: (code: RefusalCode) => void;
  /** Writes what was counted since the last time; nothing when there was nothing. Counts survive a store that is away. */
  readonly flush: () => Promise<void>;
};

const SYSTEM = { actor: "system:guard", authentication: "process" } as const;

export const watchAttempts = (ports: LedgerPorts & { readonly entropy: Entropy }): Attempts => {
  let counts = new Map<RefusalCode, { count: number; since: Instant }>();

  const add = (code: RefusalCode, count: number, since: Instant): void => {
    const had = counts.get(code);
    counts.set(code, { count: (had?.count ?? 0) + count, since: had?.since ?? since });
  };

  return {
    note: (code) => add(code, 1, ports.clock.now()),
    flush: async () => {
      if (counts.size === 0) return;
      const taken = counts;
      counts = new Map();
      const refused = [...taken].map(([code, c]): GuardEvent["body"] => ({ code, ...c }));
      const work = newWork(SYSTEM, deriveUuid("guard", toHex(ports.entropy.bytes(16))), { refused }, null);
      try {
        await handle<
          Guard,
          { type: "Record"; refused: readonly GuardEvent["body"][] },
          { type: "AttemptsRefused"; body: GuardEvent["body"] }
        >(ports, guard, guardStream(ports.clock.now().slice(0, 10)), work, { type: "Record", refused });
      } catch (fault) {
        for (const [code, { count, since }] of taken) add(code, count, since);
        throw fault;
      }
    },
  };
};
