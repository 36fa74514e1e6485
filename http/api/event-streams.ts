/**
 * The ledger as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). A stream holds no
 * events back for its reader: it reads on when the reader has taken what it was given, so a slow one costs no memory. One
 * that takes nothing for too long is disconnected, and resumes by the id that it saw last.
 */
import type { Position } from "../../domain/kernel/brand.ts";
import { EVERYTHING, type EventFilter } from "../../domain/kernel/event-filter.ts";
import type { EventFeed, EventRow } from "../../domain/ports/event-feed.ts";

/** Longest part that a stream gives to its reader at once. */
const CHUNK = 64;
/** So many heartbeats without the reader taking anything, and it is gone. */
const MAX_MISSED = 4;

const encoder = new TextEncoder();
const eventText = (row: EventRow): string =>
  `id: ${row.position}\nevent: ${row.type}\ndata: ${JSON.stringify(row)}\n\n`;
/** An id without data is no event, but where a reader resumes: far behind lies what its filter kept from it. */
const beat = (upTo: Position | undefined): string =>
  upTo === undefined ? ": still here\n\n" : `: still here\nid: ${upTo}\n\n`;

export type StreamWish = {
  /** Whose stream it is; one of them may not have all that there are. */
  readonly reader: string;
  readonly filter: EventFilter;
  /** The last event that the reader has; undefined: from the first on. */
  readonly after: Position | undefined;
  /** Whether the reader may still listen. Asked at the beginning, at each heartbeat, and when governance has changed. */
  readonly mayListen: () => Promise<boolean>;
  /** Cuts the connection of a reader that would not take an end either. */
  readonly disconnect?: (() => void) | undefined;
};

export type EventStreams = {
  /** undefined when there are as many as there may be. */
  readonly open: (wish: StreamWish) => ReadableStream<Uint8Array> | undefined;
  readonly count: () => number;
  /** Ends every stream, and opens no more. */
  readonly close: () => void;
};

type Stream = {
  readonly reader: string;
  readonly wake: () => void;
  readonly beat: () => void;
  readonly end: () => void;
};

export type StreamLimits = {
  readonly heartbeatMs: number;
  readonly maxStreams: number;
  readonly maxPerReader: number;
};
const LIMITS: StreamLimits = { heartbeatMs: 15_000, maxStreams: 100, maxPerReader: 10 };

export const eventStreams = (feed: EventFeed, limits: StreamLimits = LIMITS): EventStreams => {
  const open = new Set<Stream>();
  let isClosed = false;
  /** Grows when who may listen may have changed. */
  let rights = 0;
  let governed = feed.end();

  const sawGovernance = (): boolean => {
    for (let found = false; ; ) {
      const { rows, upTo, isEnd } = feed.read({ ...EVERYTHING, streams: ["governance"] }, governed, CHUNK);
      governed = upTo;
      found ||= rows.length > 0;
      if (isEnd) return found;
    }
  };
  const unsubscribe = feed.subscribe(() => {
    if (open.size === 0) return;
    if (sawGovernance()) rights += 1;
    for (const stream of [...open]) stream.wake();
  });
  const heart = setInterval(() => {
    rights += 1;
    for (const stream of [...open]) stream.beat();
  }, limits.heartbeatMs);
  heart.unref();

  const start = ({ reader, filter, after, mayListen, disconnect }: StreamWish): ReadableStream<Uint8Array> => {
    let cursor = after;
    let known = -1;
    let isDue = true;
    let isOver = false;
    /** Heartbeats since the reader was given what it has not taken yet; undefined while it waits for us. */
    let missed: number | undefined;
    let resume = (): void => undefined;
    let controller: ReadableStreamDefaultController<Uint8Array>;

    const end = (): void => {
      if (isOver) return;
      isOver = true;
      open.delete(stream);
      if (missed === undefined) controller.close();
      else if (disconnect !== undefined) disconnect();
      else controller.error(new Error("the reader was too slow, or the server stops"));
      resume();
    };
    const stream: Stream = {
      reader,
      wake: () => resume(),
      beat: () => {
        if (missed !== undefined) missed += 1;
        if (missed !== undefined && missed > MAX_MISSED) return end();
        isDue = true;
        resume();
      },
      end,
    };
    const give = (text: string): void => {
      isDue = false;
      missed = 0;
      controller.enqueue(encoder.encode(text));
    };
    /** Asks again only when the answer may be another one. */
    const isAllowed = async (): Promise<boolean> => {
      if (known === rights) return true;
      const asked = rights;
      const may = await mayListen().catch(() => false);
      if (may) known = asked;
      return may;
    };
    /** Gives one part, or waits until there is one. */
    const next = async (): Promise<void> => {
      while (!isOver) {
        if (!(await isAllowed())) return end();
        if (isOver) return;
        const { rows, upTo, isEnd } = feed.read(filter, cursor, CHUNK);
        cursor = upTo;
        if (rows.length > 0) return give(rows.map(eventText).join(""));
        if (!isEnd) await new Promise((resolve) => setImmediate(resolve));
        else if (isDue) return give(beat(cursor));
        else await new Promise<void>((resolve) => (resume = resolve));
      }
    };
    return new ReadableStream<Uint8Array>(
      {
        start: (c) => {
          controller = c;
          open.add(stream);
        },
        pull: () => {
          missed = undefined;
          return next();
        },
        cancel: () => {
          isOver = true;
          open.delete(stream);
          resume();
        },
      },
      { highWaterMark: 1 },
    );
  };

  return {
    open: (wish) => {
      const theirs = [...open].filter(({ reader }) => reader === wish.reader).length;
      if (isClosed || open.size >= limits.maxStreams || theirs >= limits.maxPerReader) return undefined;
      if (open.size === 0) governed = feed.end();
      return start(wish);
    },
    count: () => open.size,
    close: () => {
      isClosed = true;
      clearInterval(heart);
      unsubscribe();
      for (const stream of [...open]) stream.end();
    },
  };
};
