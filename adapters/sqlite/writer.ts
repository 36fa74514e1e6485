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

/** A stream's row and its last revision; -1 for what is not there. */
type Tail = { readonly id: number; readonly revision: number };
const MAX_TAILS = 10_000;

export class SqliteWriter {
  readonly #db: DatabaseSync;
  readonly #findStream: StatementSync;
  readonly #addStream: StatementSync;
  readonly #last: StatementSync;
  readonly #after: StatementSync;
  readonly #top: StatementSync;
  readonly #insert: StatementSync;
  readonly #dataVersion: StatementSync;
  /** Ends of streams as of `#version`, so that the next append to one of them looks nothing up. */
  readonly #tails = new Map<string, Tail>();
  #end: number | undefined;
  #version = -1;

  constructor(path: string, options: WriterOptions = {}) {
    const db = new DatabaseSync(path, { timeout: options.busyMs ?? 10_000 });
    prepareSchema(db);
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    this.#db = db;
    this.#dataVersion = db.prepare("PRAGMA data_version");
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
      this.#refresh();
      const outcomes = appends.map((a) => this.#append(a));
      this.#db.exec("COMMIT");
      return outcomes;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      this.#forget();
      // One append too many for the disk must not take the others with it: try them one by one.
      if (appends.length > 1) return appends.flatMap((a) => this.commit([a]));
      return [faultOutcome(error)];
    }
  }

  close(): void {
    this.#db.close();
  }

  /** Whether another connection wrote since; then nothing that is remembered holds. */
  #refresh(): void {
    const version = Number(this.#dataVersion.get()?.data_version);
    if (version === this.#version) return;
    this.#version = version;
    this.#forget();
  }

  #forget(): void {
    this.#tails.clear();
    this.#end = undefined;
  }

  #tailOf(name: string): Tail {
    const known = this.#tails.get(name);
    if (known !== undefined) return known;
    const row = this.#findStream.get(name);
    if (row === undefined) return { id: -1, revision: -1 };
    const last = this.#last.get(Number(row.id))?.revision;
    return { id: Number(row.id), revision: last === null || last === undefined ? -1 : Number(last) };
  }

  #append({ stream, expected, events }: Append): Outcome {
    const tail = this.#tailOf(stream);
    const wanted = expected === "absent" ? -1 : expected;
    if (tail.revision !== wanted) return this.#repeat(tail.id, wanted, events);
    const id = tail.id < 0 ? Number(this.#addStream.run(stream).lastInsertRowid) : tail.id;
    let position = this.#end ?? Number(this.#top.get()?.position);
    let { revision } = tail;
    for (const { id: eventId, type, bytes } of events) {
      position += 1;
      revision += 1;
      this.#insert.run(position, id, revision, eventId, type, bytes);
    }
    if (this.#tails.size >= MAX_TAILS) this.#tails.clear();
    this.#tails.set(stream, { id, revision });
    this.#end = position;
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
