import type { Position } from "../kernel/brand.ts";
import { isStreamName } from "../kernel/stream.ts";

/** Where a stream must end for an append to happen: "absent" before its first event, else its last revision, from 0. */
export type Revision = "absent" | number;

/** An event about to be appended. `bytes` is the whole envelope; id and type repeat what stands in it. */
export type NewEvent = { readonly id: string; readonly type: string; readonly bytes: Uint8Array };

export type Recorded = NewEvent & {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
};

export type Appended = { readonly revision: number; readonly position: Position };

/** Someone else wrote first. The one fault that a command handler answers itself: read again, decide again. */
export class RevisionConflict extends Error {
  override readonly name = "RevisionConflict";
  readonly code = "store.revision-conflict";
  readonly retryable = true;
  readonly stream: string;
  readonly expected: Revision;
  constructor(stream: string, expected: Revision) {
    super(`${stream} does not end at ${expected}`);
    this.stream = stream;
    this.expected = expected;
  }
}

export type StoreFaultCode =
  /** Not reachable, locked or closing; nothing was written. */
  | "store.unavailable"
  /** No answer: the append may or may not have happened. Read again and compare before anything else. */
  | "store.ambiguous"
  /** The disk is full; nothing was written. */
  | "store.full"
  /** No event stands at a position that was read here: the store was put back to an older copy, or is another. */
  | "store.behind"
  /** The file or answer is damaged. Nobody may go on as if it were not. */
  | "store.corrupt"
  /** These credentials are missing or may not do that; nothing was written. */
  | "store.denied"
  /** Something the contract forbids was asked for. */
  | "store.rejected";

export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly code: StoreFaultCode;
  readonly retryable: boolean;
  constructor(code: StoreFaultCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "store.unavailable" || code === "store.ambiguous";
  }
}

/** Something that a ledger's writer never does, done to its store by somebody else. */
export type Alarm = {
  readonly kind: /** Events of a stream were hidden, and may be removed later. */
    | "hidden"
    /** A stream was deleted for good. */
    | "deleted"
    /** Who may do what was changed. */
    | "access"
    /** What was hidden or deleted was removed from disk. */
    | "scavenged";
  /** The stream that it was done to; "*" for all. */
  readonly stream: string;
  readonly position: Position;
};

/** For stores that can be changed from outside: what was done to the ledger behind its back. */
export interface Tampering {
  /** Everything so far. */
  readonly audit: () => Promise<readonly Alarm[]>;
  /** Everything so far, then what comes, until `signal` aborts. */
  readonly watch: (onAlarm: (alarm: Alarm) => void, signal: AbortSignal) => Promise<void>;
}

/**
 * Append-only streams of opaque bytes, with optimistic concurrency and one order over all.
 *
 * Contract (`test/contract/event-store.ts` runs against every adapter):
 * 1. An append goes to one stream and is all or nothing. When it returns, its events survive a crash of the machine.
 * 2. `expected` is always concrete. If the stream does not end there, nothing is written and RevisionConflict is thrown,
 *    but for 3.
 * 3. An append whose events (same ids, same bytes, same order) already stand right after `expected` is acknowledged
 *    again with the first outcome. Same ids with other bytes is a RevisionConflict, never an acknowledgement.
 * 4. Revisions of a stream are 0, 1, 2 … without gaps. Positions grow with commit order; they compare as text.
 * 5. Nothing is ever changed or removed.
 * 6. `readStream` and `readAll` see every append that returned before they were called, from this process or another.
 * 7. `follow` yields batches in global order, each event exactly once, from right after `after`; it waits while the
 *    consumer is busy, waits for new events at the end, and returns when `signal` aborts.
 * 8. Where no event stands at `after`, `readAll` and `follow` throw `store.behind`: a reader of a store that lost events
 *    must not go on as if it had not.
 * 9. An append of 0 events, of more than 64, of more than `MAX_APPEND_BYTES` in all, or to an ill-formed name throws
 *    `store.rejected`. Larger things are blobs, and events carry their digests.
 */
export interface EventStore {
  /** All events of a stream from revision `from` (default 0), oldest first; empty when there is none. */
  readonly readStream: (stream: string, from?: number) => Promise<readonly Recorded[]>;
  /** At most `limit` events of all streams in global order, from right after `after` (or the start). */
  readonly readAll: (after: Position | "start", limit: number) => Promise<readonly Recorded[]>;
  readonly append: (stream: string, expected: Revision, events: readonly NewEvent[]) => Promise<Appended>;
  readonly follow: (after: Position | "start", signal: AbortSignal) => AsyncIterable<readonly Recorded[]>;
  readonly close: () => Promise<void>;
  /** Absent where the store itself refuses every such change. */
  readonly tampering?: Tampering;
}

export const MAX_APPEND_EVENTS = 64;
/** The smallest limit of all stores (EventStoreDB takes 1 MiB an append, names and metadata included) and some room. */
export const MAX_APPEND_BYTES = 1_000_000;

/** Rule 9, for every adapter. Throws `store.rejected`. */
export const checkAppend = (stream: string, events: readonly NewEvent[]): void => {
  const bytes = events.reduce((n, e) => n + e.bytes.length, 0);
  const isSound =
    isStreamName(stream) && events.length > 0 && events.length <= MAX_APPEND_EVENTS && bytes <= MAX_APPEND_BYTES;
  if (!isSound) throw new StoreFault("store.rejected");
};
