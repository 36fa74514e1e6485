/**
 * The one writer of a ledger file within a process: takes all appends that are waiting and commits them together, each
 * decided for itself. Runs inside the worker thread; a class of its own so that it can be tested without one.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type NewEvent, type Revision, StoreFault, type StoreFaultCode } from "../../domain/ports/event-store.ts";
import { prepareSchema } from "./schema.ts";
import { sqliteFaultCode } from "./sqlite-fault.ts";

export type Append = { readonly stream: string; readonly expected: Revision; readonly events: readonly NewEvent[] };

export type Outcome =
  | { readonly is: "appended"; readonly revision: number; readonly position: number }
  | { readonly is: "conflict" }
  | { readonly is: "fault"; readonly code: StoreFaultCode };

const codeOf = (error: unknown): StoreFaultCode =>
  error instanceof StoreFault ? error.code : (sqliteFaultCode(error) ?? "store.unavailable");

/** What an append comes to when the file cannot be used. */
export const faultOutcome = (error: unknown): Outcome => ({ is: "fault", code: codeOf(error) });

export type WriterOptions = {
  /** Bounds the file, to try a full disk. */
  readonly maxPages?: number | undefined;
  /** How long another process may hold the file before an append is refused; 10 s when absent. */
  readonly busyMs?: number | undefined;
};

export class SqliteWriter {
  readonly #db: DatabaseSync;
  readonly #findStream: StatementSync;
  readonly #addStream: StatementSync;
  readonly #last: StatementSync;
  readonly #after: StatementSync;
  readonly #top: StatementSync;
  readonly #insert: StatementSync;

  constructor(path: string, options: WriterOptions = {}) {
    const db = new DatabaseSync(path, { timeout: options.busyMs ?? 10_000 });
    prepareSchema(db);
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    this.#db = db;
    this.#findStream = db.prepare("SELECT id FROM stream WHERE name = ?");
    this.#addStream = db.prepare("INSERT INTO stream (name) VALUES (?)");
    this.#last = db.prepare("SELECT max(revision) AS revision FROM event WHERE stream = ?");
    this.#after = db.prepare(
      "SELECT position, revision, id, bytes FROM event WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?",
    );
    this.#top = db.prepare("SELECT coalesce(max(position), 0) AS position FROM event");
    this.#insert = db.prepare(
      "INSERT INTO event (position, stream, revision, id, type, bytes) VALUES (?, ?, ?, ?, ?, ?)",
    );
  }

  /** One transaction for all; the outcomes are true only once this has returned. */
  commit(appends: readonly Append[]): readonly Outcome[] {
    try {
      this.#db.exec("BEGIN IMMEDIATE");
    } catch (error) {
      return appends.map(() => faultOutcome(error));
    }
    try {
      const outcomes = appends.map((a) => this.#append(a));
      this.#db.exec("COMMIT");
      return outcomes;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      // One append too many for the disk must not take the others with it: try them one by one.
      if (appends.length > 1) return appends.flatMap((a) => this.commit([a]));
      return [faultOutcome(error)];
    }
  }

  close(): void {
    this.#db.close();
  }

  #streamId(name: string): number {
    const row = this.#findStream.get(name);
    return row ? Number(row.id) : -1;
  }

  #append({ stream, expected, events }: Append): Outcome {
    let id = this.#streamId(stream);
    const last = id < 0 ? null : this.#last.get(id)?.revision;
    const end = last === null || last === undefined ? -1 : Number(last);
    const wanted = expected === "absent" ? -1 : expected;
    if (end !== wanted) return this.#repeat(id, wanted, events);
    if (id < 0) id = Number(this.#addStream.run(stream).lastInsertRowid);
    let position = Number(this.#top.get()?.position);
    let revision = end;
    for (const { id: eventId, type, bytes } of events) {
      position += 1;
      revision += 1;
      this.#insert.run(position, id, revision, eventId, type, bytes);
    }
    return { is: "appended", revision, position };
  }

  /** The stream does not end where it should. If these very events stand there, the append was done before. */
  #repeat(stream: number, after: number, events: readonly NewEvent[]): Outcome {
    const rows = stream < 0 ? [] : this.#after.all(stream, after, events.length);
    const same = events.every((e, i) => {
      const row = rows[i];
      return row !== undefined && row.id === e.id && Buffer.compare(row.bytes as Uint8Array, e.bytes) === 0;
    });
    const last = rows.at(-1);
    if (!same || last === undefined) return { is: "conflict" };
    return { is: "appended", revision: Number(last.revision), position: Number(last.position) };
  }
}
