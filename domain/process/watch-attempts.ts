/** Counts refused attempts in memory and writes the counts down now and then. */
import { type Guard, guard } from "../guard/decider.ts";
import type { GuardEvent } from "../guard/events.ts";
import { toHex } from "../kernel/bytes.ts";
import { deriveUuid } from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import type { RefusalCode } from "../kernel/refusal.ts";
import { guardStream } from "../kernel/stream.ts";
import type { Entropy } from "../ports/entropy.ts";
import { handle, type LedgerPorts, newWork, type Work } from "./handle.ts";

export type Attempts = {
  readonly note: (code: RefusalCode) => void;
  /** Writes what was counted since the last time; nothing when there was nothing. Counts survive a store that is away. */
  readonly flush: () => Promise<void>;
};

const SYSTEM = { actor: "system:guard", authentication: "process" } as const;

type Command = { readonly type: "Record"; readonly refused: readonly GuardEvent["body"][] };

/** Taken out of the counts and not yet known to be written: said again as it is, so that nothing is counted twice. */
type Batch = { readonly work: Work; readonly stream: string; readonly refused: readonly GuardEvent["body"][] };

export const watchAttempts = (ports: LedgerPorts & { readonly entropy: Entropy }): Attempts => {
  let counts = new Map<RefusalCode, { count: number; since: Instant }>();
  let pending: Batch | undefined;

  const take = (): Batch => {
    const refused = [...counts].map(([code, c]): GuardEvent["body"] => ({ code, ...c }));
    counts = new Map();
    const work = newWork(SYSTEM, deriveUuid("guard", toHex(ports.entropy.bytes(16))), { refused }, null);
    return { work, stream: guardStream(ports.clock.now().slice(0, 10)), refused };
  };

  return {
    note: (code) => {
      const had = counts.get(code);
      counts.set(code, { count: (had?.count ?? 0) + 1, since: had?.since ?? ports.clock.now() });
    },
    flush: async () => {
      while (pending !== undefined || counts.size > 0) {
        pending ??= take();
        const { work, stream, refused } = pending;
        await handle<Guard, Command, GuardEvent>(ports, guard, stream, work, { type: "Record", refused });
        pending = undefined;
      }
    },
  };
};
