/** Reading and writing streams as events: every event that is read has its shape and its link to the former checked. */
import { currentVersion, type DomainEvent, type LedgerEvent, readEvent } from "../catalogue.ts";
import type { Position } from "../kernel/brand.ts";
import { fold } from "../kernel/decider.ts";
import {
  type Context,
  type Envelope,
  encodeEnvelope,
  envelopeDigest,
  eventId,
  linkEnvelope,
  type StreamEnd,
} from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import type { RefusalCode } from "../kernel/refusal.ts";
import type { Result } from "../kernel/result.ts";
import type { EventStore, NewEvent, Recorded } from "../ports/event-store.ts";

/** A stream cannot be read as history: unknown event, broken chain. Whoever reads it halts; nobody skips. */
export class HistoryFault extends Error {
  override readonly name = "HistoryFault";
  readonly code: RefusalCode;
  readonly retryable = false;
  readonly stream: string;
  readonly revision: number;
  constructor(code: RefusalCode, stream: string, revision: number) {
    super(`${code} at ${stream}@${revision}`);
    this.code = code;
    this.stream = stream;
    this.revision = revision;
  }
}

export type ReadStream = {
  readonly events: readonly LedgerEvent[];
  readonly end: StreamEnd | undefined;
  readonly position: Position | undefined;
};

/** Checks recorded events as the continuation of a stream that ended at `end`. Throws HistoryFault. */
export const readRecorded = (
  stream: string,
  recorded: readonly Recorded[],
  end: StreamEnd | undefined,
): { readonly events: readonly LedgerEvent[]; readonly end: StreamEnd | undefined } => {
  const must = <T>(r: Result<T>, at: Recorded): T => {
    if (r.ok) return r.value;
    throw new HistoryFault(r.error.code, stream, at.revision);
  };
  const events: LedgerEvent[] = [];
  let last = end;
  for (const r of recorded) {
    const event = must(readEvent(r.bytes), r);
    last = must(linkEnvelope(stream, last, event as unknown as Envelope, r.bytes), r);
    events.push(event);
  }
  return { events, end: last };
};

export const readStream = async (store: EventStore, stream: string): Promise<ReadStream> => {
  const recorded = await store.readStream(stream);
  return { ...readRecorded(stream, recorded, undefined), position: recorded.at(-1)?.position };
};

/** The end of a stream, from an event on that is known to stand there. What is before it is not looked at. */
export const readStreamFrom = async (store: EventStore, stream: string, revision: number): Promise<ReadStream> => {
  if (revision === 0) return readStream(store, stream);
  const [before, ...recorded] = await store.readStream(stream, revision - 1);
  const known = before && readEvent(before.bytes);
  if (before === undefined || !known?.ok) throw new HistoryFault("signer.history-rewritten", stream, revision - 1);
  const end = { revision: revision - 1, digest: envelopeDigest(before.bytes), at: known.value.at };
  return { ...readRecorded(stream, recorded, end), position: recorded.at(-1)?.position ?? before.position };
};

export type ReadState<S> = {
  readonly state: S;
  readonly position: Position | undefined;
  readonly revision: number | undefined;
  /** SHA-256 of the stream's first event and of its last. */
  readonly first: string | undefined;
  readonly last: string | undefined;
};

/**
 * The state of one aggregate from its stream alone, and how far that reaches. Throws HistoryFault, also for events that no
 * decider lets follow.
 */
export const readState = async <S>(
  store: EventStore,
  aggregate: { readonly initial: S; readonly evolve: (state: S, event: never) => S },
  stream: string,
): Promise<ReadState<S>> => {
  const { events, end, position } = await readStream(store, stream);
  try {
    const state = fold(aggregate, events as unknown as readonly never[]);
    return { state, position, revision: end?.revision, first: events[1]?.prev ?? end?.digest, last: end?.digest };
  } catch (defect) {
    // Not ours, but of whoever wrote to the store past the deciders.
    if (defect instanceof TypeError) throw new HistoryFault("event.malformed", stream, events.length - 1);
    throw defect;
  }
};

export const loadState = async <S>(...asked: Parameters<typeof readState<S>>): Promise<S> =>
  (await readState<S>(...asked)).state;

/**
 * Gives facts their place after `end`: envelopes, chained, with ids derived from the command. What no reader would take is
 * a Defect here, before anything is appended: a stream that holds it could never be read again.
 */
export const envelop = (
  stream: string,
  end: StreamEnd | undefined,
  facts: readonly DomainEvent[],
  context: Context,
  now: Instant,
): {
  readonly events: readonly LedgerEvent[];
  readonly records: readonly NewEvent[];
  readonly end: StreamEnd | undefined;
} => {
  let last = end;
  const events: LedgerEvent[] = [];
  const records: NewEvent[] = [];
  for (const [index, fact] of facts.entries()) {
    const envelope = {
      v: currentVersion(stream, fact.type),
      stream,
      revision: last === undefined ? 0 : last.revision + 1,
      id: eventId(context.command.id, stream, index),
      type: fact.type,
      ...context,
      at: last !== undefined && last.at > now ? last.at : now,
      prev: last === undefined ? null : last.digest,
      body: fact.body as Envelope["body"],
    };
    const bytes = encodeEnvelope(envelope);
    const read = readEvent(bytes);
    if (!read.ok) throw new TypeError(`${fact.type}: ${read.error.detail}`);
    const linked = linkEnvelope(stream, last, envelope, bytes);
    if (!linked.ok) throw new TypeError(linked.error.detail);
    last = linked.value;
    events.push(read.value);
    records.push({ id: envelope.id, type: fact.type, bytes });
  }
  return { events, records, end: last };
};
