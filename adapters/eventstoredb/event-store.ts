/** The ledger in an EventStoreDB node or cluster, 23.10 or newer: older ones never say that a reader has caught up. */
import { checkAppend, type EventStore, StoreFault } from "../../domain/ports/event-store.ts";
import { BatchAppender } from "./batch-appender.ts";
import { parseConnectionString } from "./connection-string.ts";
import { Namespace, type Seen, seenEvent } from "./event.ts";
import { type Followed, follow } from "./follow.ts";
import { Reader } from "./reader.ts";
import { openSession } from "./session.ts";
import { tamperingOf } from "./tampering.ts";
import { type Times, Writer } from "./writer.ts";

export type EventStoreDbOptions = {
  /** `esdb://…`, see docs/eventstoredb.md. */
  readonly url: string;
  readonly readOnly?: boolean;
  readonly times?: Partial<Times>;
  /** A read that brings nothing for so long is given up. */
  readonly idleMs?: number;
};

const TIMES: Times = { appendMs: 15_000, attemptMs: 5_000 };
const IDLE_MS = 10_000;

export const openEventStoreDb = (options: EventStoreDbOptions): EventStore => {
  const connection = parseConnectionString(options.url);
  const namespace = new Namespace(connection.namespace);
  const { session, close } = openSession(connection);
  const reader = new Reader(session, namespace, options.idleMs ?? IDLE_MS);
  const appender = new BatchAppender(session);
  const writer = new Writer(appender, reader, { ...TIMES, ...options.times });
  const ours: Followed<Seen> = {
    reader,
    filter: { stream: namespace.pattern },
    seenAs: (response) => seenEvent(namespace, response),
    isLasting: true,
  };
  const ending = new AbortController();
  const open = (): void => {
    if (ending.signal.aborted) throw new StoreFault("store.unavailable");
  };
  return {
    readStream: async (stream, from = 0) => {
      open();
      return reader.stream(stream, from);
    },
    readAll: async (after, limit) => {
      open();
      return reader.all(after, limit);
    },
    append: async (stream, expected, events) => {
      open();
      if (options.readOnly === true) throw new StoreFault("store.rejected");
      checkAppend(stream, events);
      const outer = namespace.outer(stream);
      // Nobody would read it back.
      if (namespace.inner(outer) === undefined) throw new StoreFault("store.rejected");
      return writer.append({ stream, expected, events }, outer);
    },
    follow: (after, signal) => follow(ours, after, AbortSignal.any([signal, ending.signal])),
    tampering: tamperingOf(reader, namespace, ending.signal),
    close: async () => {
      if (ending.signal.aborted) return;
      ending.abort();
      await writer.drained();
      await appender.close();
      await close();
    },
  };
};
