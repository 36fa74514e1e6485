/**
 * The ledger's end as it grows, each event with its index: what the sealer builds the tree from, and where whoever wants a
 * proof learns the index of what was just written.
 */
import type { Position } from "../../kernel/brand.ts";
import { envelopeDigest } from "../../kernel/envelope.ts";
import { LEDGER } from "../../kernel/stream.ts";
import type { EventStore, Recorded } from "../../ports/event-store.ts";
import type { LedgerIndex } from "../../ports/ledger-index.ts";
import { isLedgerStream } from "../../transparency/leaf.ts";

export type Counted = {
  readonly index: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly position: Position;
  /** SHA-256 of the envelope, base64url. */
  readonly digest: string;
  /** Of seals only: whoever wants to know what one says need not read it again. */
  readonly bytes?: Uint8Array;
};

export type TailListener = (events: readonly Counted[]) => void;

export type Tail = {
  /** Calls `listener` with each batch. Returns what ends that. */
  readonly subscribe: (listener: TailListener) => () => void;
  /** The index of one of the newest events; undefined for older ones, and for those that were not read yet. */
  readonly recent: (position: Position) => number | undefined;
  /** Up to where it was read; undefined while nobody reads. What is behind that is not known yet, and soon will be. */
  readonly newest: () => Position | undefined;
  /** Follows the ledger from index `from` until `signal` aborts. */
  readonly run: (from: number, signal: AbortSignal) => Promise<void>;
};

const REMEMBERED = 16_384;
const PAGE = 512;

/** Counts events on from where a reader began. */
const counter = (start: number) => {
  let next = start;
  return (batch: readonly Recorded[]): readonly Counted[] =>
    batch
      .filter(({ stream }) => isLedgerStream(stream))
      .map(({ stream, revision, type, position, bytes }) => ({
        index: next++,
        stream,
        revision,
        type,
        position,
        digest: envelopeDigest(bytes),
        ...(stream === LEDGER && { bytes }),
      }));
};

/** The events [from, to) of the ledger, a page at a time. Ends early where the ledger does. */
export async function* countedEvents(
  store: EventStore,
  index: LedgerIndex,
  from: number,
  to: number,
): AsyncIterable<readonly Counted[]> {
  const start = index.startOf(from);
  const count = counter(start.index);
  for (let after = start.after; ; ) {
    const page = await store.readAll(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    const events = count(page);
    const wanted = events.filter((e) => e.index >= from && e.index < to);
    if (wanted.length > 0) yield wanted;
    if ((events.at(-1)?.index ?? -1) >= to - 1) return;
    after = last.position;
  }
}

export const ledgerTail = (store: EventStore, index: LedgerIndex): Tail => {
  const listeners = new Set<TailListener>();
  const known = new Map<Position, number>();
  let newest: Position | undefined;
  const take = (events: readonly Counted[]): void => {
    for (const event of events) {
      known.set(event.position, event.index);
      if (known.size <= REMEMBERED) continue;
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    for (const listener of [...listeners]) listener(events);
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    recent: (position) => known.get(position),
    newest: () => newest,
    run: async (from, signal) => {
      known.clear();
      newest = undefined;
      const start = index.startOf(from);
      const count = counter(start.index);
      for await (const batch of store.follow(start.after, signal)) {
        const events = count(batch).filter((e) => e.index >= from);
        newest = batch.at(-1)?.position ?? newest;
        if (events.length > 0) take(events);
      }
    },
  };
};
