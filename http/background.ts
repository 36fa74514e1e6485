/** What runs beside the requests, from start to stop: following the ledger, watching its store, finishing open work. */
import { setTimeout as pause } from "node:timers/promises";
import { codeOf } from "../domain/kernel/fault-code.ts";
import { type Alarm, StoreFault } from "../domain/ports/event-store.ts";
import type { Log } from "../domain/ports/log.ts";
import { recover } from "../domain/process/recover.ts";
import type { Attempts } from "../domain/process/watch-attempts.ts";
import { alarmText, isGrave, untold } from "./alarms.ts";
import type { Composed } from "./compose.ts";

const RECOVERY_MS = 3_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => undefined);

/** What an operator should read instead of a code. */
const WORDS: Readonly<Record<string, string>> = {
  "store.behind":
    "the store is behind what was read from it, it has lost events or is an older copy (docs/operations.md)",
};

/** Does `work` until `signal` aborts; when it fails it is begun again, for what is away now may come back. */
const insist = async (
  work: () => Promise<void>,
  onFault: (code: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  for (let wait = FIRST_PAUSE_MS; !signal.aborted; wait = Math.min(wait * 2, MAX_PAUSE_MS)) {
    try {
      await work();
      return;
    } catch (error) {
      onFault(codeOf(error));
      if (!(error instanceof StoreFault && error.retryable)) wait = MAX_PAUSE_MS;
      await sleep(wait, signal);
    }
  }
};

/** Keeps the read models up to date; while it cannot, the node is not ready and answers with what it has. */
export const keepFollowing = ({ runner, troubles }: Composed, log: Log, signal: AbortSignal): Promise<void> =>
  insist(
    async () => {
      await runner.catchUp();
      troubles.delete("follow");
      await runner.run(signal);
    },
    (code) => {
      troubles.set("follow", `the ledger cannot be followed: ${WORDS[code] ?? code}`);
      log.error({ code }, "the ledger cannot be followed; trying again");
    },
    signal,
  );

/** Raises the alarm when somebody does to the store what the ledger's writer never does. */
export const keepWatching = async (
  { ports, troubles }: Composed,
  alarmsSeen: string | undefined,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
  const { tampering } = ports.store;
  if (tampering === undefined) return;
  const raise = (alarm: Alarm): void => {
    if (untold([alarm], alarmsSeen).length === 0) return;
    log.error({ alarm }, alarmText(alarm));
    if (isGrave(alarm)) troubles.set(`store-${alarm.kind}`, `${alarmText(alarm)}: ${alarm.stream}`);
  };
  await insist(
    () => tampering.watch(raise, signal),
    (code) => log.warn({ code }, "the store cannot be watched; trying again"),
    signal,
  );
};

/** Runs the recovery pass now and again, never twice at once; refused attempts are written down with it. */
export const keepRecovering = async (
  { ports }: Pick<Composed, "ports">,
  attempts: Attempts,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
  const finished = new Set<string>();
  const pass = async (): Promise<void> => {
    const { pending: _, faults, ...done } = await recover(ports, finished);
    if (Object.values(done).some((n) => n > 0)) log.info(done, "recovery finished open work");
    if (faults.length > 0) log.warn({ faults: [...new Set(faults)] }, "open work is waiting");
  };
  const apart = async (work: () => Promise<void>, says: string): Promise<void> => {
    await work().catch((error: unknown) => log.error({ code: codeOf(error) }, says));
  };
  while (!signal.aborted) {
    // Each apart: counts that cannot be written must not keep the lists from being published.
    await apart(attempts.flush, "refused attempts cannot be written down");
    await apart(pass, "the recovery pass failed");
    await sleep(RECOVERY_MS, signal);
  }
};
