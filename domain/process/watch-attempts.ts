/** Counts refused attempts and good logins in memory and writes the counts down now and then. */
import { type Guard, type GuardCommand, guard } from "../guard/decider.ts";
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
  /** A login of the governance stream that let somebody in. */
  readonly admit: (login: string) => void;
  /** Writes what was counted since the last time; nothing when there was nothing. Counts survive a store that is away. */
  readonly flush: () => Promise<void>;
};

const SYSTEM = { actor: "system:guard", authentication: "process" } as const;

type Counts = Map<string, { readonly count: number; readonly since: Instant }>;

/** Taken out of the counts and not yet known to be written: said again as it is, so that nothing is counted twice. */
type Batch = { readonly work: Work; readonly stream: string; readonly command: GuardCommand };

export const watchAttempts = (ports: LedgerPorts & { readonly entropy: Entropy }): Attempts => {
  let counts: Counts = new Map();
  let logins: Counts = new Map();
  let pending: Batch | undefined;

  const count = (among: Counts, what: string): void => {
    const had = among.get(what);
    among.set(what, { count: (had?.count ?? 0) + 1, since: had?.since ?? ports.clock.now() });
  };
  const take = (): Batch => {
    const refused = [...counts].map(([code, c]) => ({ code: code as RefusalCode, ...c }));
    const accepted = [...logins].map(([login, c]) => ({ login, ...c }));
    counts = new Map();
    logins = new Map();
    const work = newWork(SYSTEM, deriveUuid("guard", toHex(ports.entropy.bytes(16))), { refused, accepted }, null);
    return {
      work,
      stream: guardStream(ports.clock.now().slice(0, 10)),
      command: { type: "Record", refused, accepted },
    };
  };

  return {
    note: (code) => count(counts, code),
    admit: (login) => count(logins, login),
    flush: async () => {
      while (pending !== undefined || counts.size > 0 || logins.size > 0) {
        pending ??= take();
        const { work, stream, command } = pending;
        await handle<Guard, GuardCommand, GuardEvent>(ports, guard, stream, work, command);
        pending = undefined;
      }
    },
  };
};
