/**
 * The embedded ledger: one SQLite file, WAL, synchronous=FULL. Appends go to a worker thread that groups them; reads use
 * a connection of their own on the calling thread. Several processes may share the file.
 */
import { DatabaseSync } from "node:sqlite";
import type { Position } from "../../domain/kernel/brand.ts";
import {
  checkAppend,
  type EventStore,
  type NewEvent,
  type Recorded,
  type Revision,
  StoreFault,
} from "../../domain/ports/event-store.ts";
import { checkSchema, checkSize } from "./schema.ts";
import { asStoreFault } from "./sqlite-fault.ts";
import type { WriterOptions } from "./writer.ts";
import { toPosition, WriterThread } from "./writer-thread.ts";

export type SqliteEventStoreOptions = WriterOptions & {
  readonly path: string;
  /** Reads only, as the signer does; the file must exist. */
  readonly readOnly?: boolean;
  /** How often other processes' appends are looked for. */
  readonly pollMs?: number;
  /** Called with the number of appends that one transaction committed. */
  readonly onCommit?: (appends: number) => void;
};

const FOLLOW_BATCH = 512;

const fromPosition = (p: Position | "start"): number => (p === "start" ? 0 : Number.parseInt(p, 16));

/** Columns in the order of both SELECTs: rows as arrays cost half of what rows as objects do. */
type Row = readonly [number, string, number, string, string, Uint8Array];

const recorded = (row: unknown): Recorded => {
  const [position, stream, revision, id, type, bytes] = row as Row;
  return { position: toPosition(position), stream, revision, id, type, bytes };
};

const openReader = (path: string): DatabaseSync =>
  asStoreFault(() => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    checkSchema(db);
    return db;
  });

export const openSqliteEventStore = async (options: SqliteEventStoreOptions): Promise<EventStore> => {
  const { path, readOnly = false, pollMs = 200 } = options;
  const wakers = new Set<() => void>();
  let commits = 0;
  const wake = (appends: number): void => {
    commits += 1;
    options.onCommit?.(appends);
    for (const w of wakers) w();
  };
  checkSize(path);
  const writer = readOnly
    ? undefined
    : new WriterThread({ path, maxPages: options.maxPages, busyMs: options.busyMs }, wake);
  if (!readOnly) {
    // The schema is made here, once, so that a damaged file is refused at the start and not at the first append.
    const { SqliteWriter } = await import("./writer.ts");
    asStoreFault(() => new SqliteWriter(path).close());
  }
  const db = openReader(path);
  // Preparing reads the file as well: another process may hold it just then.
  const prepared = (sql: string) => asStoreFault(() => db.prepare(sql));
  const byStream = prepared(
    "SELECT e.position, s.name AS stream, e.revision, e.id, e.type, e.bytes FROM stream s JOIN event e ON e.stream = s.id WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision",
  );
  const byPosition = prepared(
    "SELECT e.position, s.name AS stream, e.revision, e.id, e.type, e.bytes FROM event e JOIN stream s ON e.stream = s.id WHERE e.position > ? ORDER BY e.position LIMIT ?",
  );
  for (const statement of [byStream, byPosition]) statement.setReturnArrays(true);
  const standsAt = prepared("SELECT 1 FROM event WHERE position = ?");
  let isClosed = false;
  const open = (): void => {
    if (isClosed) throw new StoreFault("store.unavailable");
  };

  const readAll = async (after: Position | "start", limit: number): Promise<readonly Recorded[]> => {
    open();
    const from = fromPosition(after);
    return asStoreFault(() => {
      if (after !== "start" && standsAt.get(from) === undefined) throw new StoreFault("store.behind");
      return byPosition.all(from, limit).map(recorded);
    });
  };

  const somethingNew = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        wakers.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, pollMs);
      wakers.add(done);
      signal.addEventListener("abort", done);
    });

  return {
    readStream: async (stream, from = 0) => {
      open();
      return asStoreFault(() => byStream.all(stream, from).map(recorded));
    },
    readAll,
    append: async (stream: string, expected: Revision, events: readonly NewEvent[]) => {
      open();
      if (writer === undefined) throw new StoreFault("store.rejected");
      checkAppend(stream, events);
      return writer.append({ stream, expected, events });
    },
    async *follow(after, signal) {
      let at = after;
      while (!signal.aborted && !isClosed) {
        const seen = commits;
        const batch = await readAll(at, FOLLOW_BATCH);
        const last = batch.at(-1);
        if (last === undefined) {
          // A commit between the read and the wait must not be slept through until the next poll.
          if (commits === seen && !signal.aborted) await somethingNew(signal);
          continue;
        }
        yield batch;
        at = last.position;
      }
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      for (const w of wakers) w();
      await writer?.close();
      db.close();
    },
  };
};
