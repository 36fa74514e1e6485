/**
 * Following `$all`: one subscription after the other, for an error ends each for good. The next begins after the last
 * event that was handled, or at the last checkpoint when that is further.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { Position } from "../../domain/kernel/brand.ts";
import type { StoreFault } from "../../domain/ports/event-store.ts";
import { toPosition } from "./position.ts";
import type { Filter } from "./read-request.ts";
import { isUnreadable, type Reader, readFault, type SeenAs } from "./reader.ts";

const BATCH = 512;
const MAX_PAUSE_MS = 5_000;
const FIRST_PAUSE_MS = 100;
/** A server confirms once it has looked through a first page; a frozen one never does. */
const CONFIRM_MS = 30_000;

type Subscription = Awaited<ReturnType<Reader["subscribe"]>>;

/** What came and was not taken yet; whoever fills it waits while it is full. */
class Inbox<T> {
  #events: T[] = [];
  #changed: (() => void) | undefined;
  error: StoreFault | undefined;
  checkpoint: Position | undefined;

  wake(): void {
    this.#changed?.();
    this.#changed = undefined;
  }

  changed(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#changed;
      this.#changed = () => {
        before?.();
        resolve();
      };
    });
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  async put(event: T): Promise<void> {
    this.#events.push(event);
    this.wake();
    while (this.#events.length >= BATCH && this.error === undefined) await this.changed();
  }

  take(): readonly T[] {
    const events = this.#events;
    this.#events = [];
    this.wake();
    return events;
  }
}

const positionOf = (response: ReadResp): Position | undefined => {
  const checkpoint = response.getCheckpoint();
  return checkpoint && toPosition(checkpoint.getCommitPosition(), checkpoint.getPreparePosition());
};

const fill = async <T>(subscription: Subscription, seenAs: SeenAs<T>, buffer: Inbox<T>): Promise<void> => {
  const unconfirmed = setTimeout(() => {
    buffer.error = readFault(undefined);
    buffer.wake();
  }, CONFIRM_MS);
  try {
    for await (const response of subscription.stream as AsyncIterable<ReadResp>) {
      clearTimeout(unconfirmed);
      const event = response.hasEvent() ? seenAs(response) : undefined;
      if (event !== undefined) await buffer.put(event);
      // What lies before a checkpoint has all been put; it counts once it has all been taken.
      buffer.checkpoint = positionOf(response) ?? buffer.checkpoint;
    }
    buffer.error = readFault(undefined);
  } catch (error) {
    subscription.failed(error);
    buffer.error = readFault(error);
  } finally {
    clearTimeout(unconfirmed);
    buffer.wake();
  }
};

/** What to follow, and as what to hand it over. */
export type Followed<T> = {
  readonly reader: Reader;
  readonly filter: Filter;
  readonly seenAs: SeenAs<T>;
  /** Whether what was handed over must stand there for ever: true of the ledger, not of what a scavenge may remove. */
  readonly isLasting: boolean;
};

/** Batches of one subscription's life; throws the fault that ended it, after what came before it. */
async function* batches<T>(
  { reader, filter, seenAs }: Followed<T>,
  after: Position | "start",
  signal: AbortSignal,
  reached: (position: Position) => void,
): AsyncGenerator<readonly T[]> {
  const subscription = await reader.subscribe(after, filter);
  const buffer = new Inbox<T>();
  const stop = (): void => {
    subscription.release();
    buffer.wake();
  };
  signal.addEventListener("abort", stop);
  const filling = fill(subscription, seenAs, buffer);
  try {
    while (!signal.aborted) {
      const { checkpoint, error } = buffer;
      if (!buffer.isEmpty) {
        yield buffer.take();
        continue;
      }
      if (checkpoint !== undefined) reached(checkpoint);
      if (error !== undefined) throw error;
      await buffer.changed();
      // What arrives together is handed over together.
      await turn();
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
    await filling;
  }
}

const isFinal = (error: unknown): boolean => {
  const { code } = error as { readonly code?: unknown };
  return ["store.denied", "store.corrupt", "store.rejected", "store.behind"].includes(String(code));
};

/** Throws `store.denied`, `store.corrupt`, `store.rejected` or `store.behind`; everything else is waited out. */
export async function* follow<T extends { readonly position: Position }>(
  followed: Followed<T>,
  after: Position | "start",
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  let at = after;
  /** What must stand in the store each time that we come back to it. */
  let anchor = after;
  let wait = FIRST_PAUSE_MS;
  const reached = (position: Position): void => {
    if (at === "start" || position > at) at = position;
  };
  while (!signal.aborted) {
    try {
      await followed.reader.anchor(anchor);
      for await (const batch of batches(followed, at, signal, reached)) {
        wait = FIRST_PAUSE_MS;
        yield batch;
        const last = batch.at(-1);
        if (last === undefined) continue;
        reached(last.position);
        if (followed.isLasting) anchor = last.position;
      }
    } catch (error) {
      // A checkpoint can be lost with others' events when ours are all there.
      if (isUnreadable(error)) at = anchor;
      else if (isFinal(error)) throw error;
      await pause(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, MAX_PAUSE_MS);
    }
  }
}
