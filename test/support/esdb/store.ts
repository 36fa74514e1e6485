/**
 * What an EventStoreDB node keeps, in one SQLite file, with that server's rules where they differ from ours: only ids
 * are compared on a retry, positions are byte offsets, deletion is metadata, metadata hides events at once. All as
 * observed on a real 24.10.
 */
import { DatabaseSync } from "node:sqlite";

export type Proposed = {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
};

export type Stored = Proposed & {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  /** 100 ns since 1970. */
  readonly created: bigint;
};

export type Expected = "any" | "no_stream" | "stream_exists" | number;

export type Outcome =
  | { readonly is: "appended"; readonly revision: number; readonly position: number }
  | { readonly is: "conflict"; readonly current: number | undefined }
  | { readonly is: "too-large" }
  | { readonly is: "deleted" };

/** Per append call; a call whose data are a little below 1 MiB fits, one of 1 MiB does not. */
const MAX_APPEND = 1_048_500;
const OVERHEAD = 64;
const TOMBSTONE = Number.MAX_SAFE_INTEGER;
/** The server writes the largest 64-bit number; as a double it is this one. */
const DELETED_BEFORE = 2 ** 63;

const SCHEMA = `
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS event (
  position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  contentType TEXT NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL, created INTEGER NOT NULL,
  UNIQUE (stream, revision)
) STRICT`;

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const jsonEvent = (id: string, type: string, value: unknown): Proposed => ({
  id,
  type,
  contentType: "application/json",
  data: text(value),
  metadata: new Uint8Array(),
});

type Row = Omit<Stored, "created"> & { readonly created: number };
const stored = (row: unknown): Stored => {
  const r = row as Row;
  return { ...r, created: BigInt(r.created) * 10_000n };
};

export type StreamMetadata = {
  readonly $maxCount?: number;
  readonly $maxAge?: number;
  readonly $tb?: number;
  readonly $acl?: Readonly<Record<string, unknown>>;
};

/** The server reads single quotes and trailing commas too, and takes what it cannot read for nothing. */
const lenient = (bytes: Uint8Array): StreamMetadata => {
  const text = Buffer.from(bytes).toString().replaceAll("'", '"').replaceAll(",}", "}");
  try {
    return JSON.parse(text) as StreamMetadata;
  } catch {
    return {};
  }
};

export class NodeStore {
  readonly #db: DatabaseSync;
  #end: number;

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(SCHEMA);
    this.#end = Number(
      this.#db.prepare("SELECT coalesce(max(position + length(data) + length(metadata)), 0) AS n FROM event").get()?.n,
    );
    // A fresh node is not empty either: readers must step over what the server writes for itself.
    if (this.#end === 0)
      this.append("$users", "any", [jsonEvent("00000000-0000-0000-0000-000000000001", "$User", "admin")]);
  }

  transact<T>(work: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    const before = this.#end;
    try {
      const value = work();
      this.#db.exec("COMMIT");
      return value;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      this.#end = before;
      throw error;
    }
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    if (events.reduce((n, e) => n + e.data.length + e.metadata.length, 0) > MAX_APPEND) return { is: "too-large" };
    const last = this.lastRevision(stream);
    if (last === TOMBSTONE) return { is: "deleted" };
    const isHidden = (this.metadata(stream).$tb ?? 0) > (last ?? -1);
    const wanted = this.#wanted(expected, last, isHidden);
    if (wanted === undefined) return { is: "conflict", current: last };
    if (wanted !== (last ?? -1)) return this.#repeat(stream, wanted, last, events);
    // An empty array answers success without making the stream.
    if (events.length === 0) return { is: "appended", revision: 0, position: this.#end };
    return this.#write(stream, (last ?? -1) + 1, events);
  }

  #wanted(expected: Expected, last: number | undefined, isHidden: boolean): number | undefined {
    if (typeof expected === "number") return expected;
    if (expected === "stream_exists") return last;
    if (expected === "any" || isHidden) return last ?? -1;
    return -1;
  }

  #write(stream: string, first: number, events: readonly Proposed[]): Outcome {
    const insert = this.#db.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    let position = this.#end;
    events.forEach((e, i) => {
      position = this.#end + OVERHEAD;
      const revision = first + i;
      insert.run(position, stream, revision, e.id, e.type, e.contentType, e.data, e.metadata, Date.now());
      this.#end = position + e.data.length + e.metadata.length;
    });
    return { is: "appended", revision: first + events.length - 1, position };
  }

  /** Same ids right after `after`: acknowledged again, whatever their content. */
  #repeat(stream: string, after: number, last: number | undefined, events: readonly Proposed[]): Outcome {
    const there = this.#db
      .prepare("SELECT position, revision, id FROM event WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?")
      .all(stream, after, events.length);
    const end = there.at(-1);
    const isSame = there.length === events.length && there.every((r, i) => r.id === events[i]?.id);
    if (!isSame || end === undefined) return { is: "conflict", current: last };
    return { is: "appended", revision: Number(end.revision), position: Number(end.position) };
  }

  lastRevision(stream: string): number | undefined {
    const last = this.#db.prepare("SELECT max(revision) AS n FROM event WHERE stream = ?").get(stream)?.n;
    return last === null || last === undefined ? undefined : Number(last);
  }

  metadata(stream: string): StreamMetadata {
    const row = this.#db
      .prepare("SELECT data FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1")
      .get(`$$${stream}`);
    return row === undefined ? {} : lenient(row.data as Uint8Array);
  }

  softDelete(stream: string): void {
    this.append(`$$${stream}`, "any", [jsonEvent(crypto.randomUUID(), "$metadata", { $tb: DELETED_BEFORE })]);
  }

  tombstone(stream: string): void {
    this.#write(stream, TOMBSTONE, [jsonEvent(crypto.randomUUID(), "$streamDeleted", {})]);
  }

  #isVisible(event: Stored): boolean {
    const { $tb = 0, $maxCount, $maxAge } = this.metadata(event.stream);
    if (event.revision < $tb && event.revision !== TOMBSTONE) return false;
    const last = this.lastRevision(event.stream) ?? 0;
    if ($maxCount !== undefined && event.revision <= last - $maxCount) return false;
    return $maxAge === undefined || Number(event.created / 10_000n) > Date.now() - $maxAge * 1000;
  }

  /** "missing" and "deleted" are what the server answers instead of an empty list. */
  readStream(
    stream: string,
    from: number,
    limit: number,
    direction: "forwards" | "backwards",
  ): readonly Stored[] | "missing" | "deleted" {
    const last = this.lastRevision(stream);
    if (last === undefined) return "missing";
    if (last === TOMBSTONE) return "deleted";
    const { $tb = 0, $maxCount, $maxAge } = this.metadata(stream);
    if ($tb > last + 1) return "missing";
    const where = direction === "forwards" ? "revision >= ? ORDER BY revision" : "revision <= ? ORDER BY revision DESC";
    const rows = this.#db
      .prepare(`SELECT * FROM event WHERE stream = ? AND ${where} LIMIT ?`)
      .all(stream, from, limit)
      .map(stored);
    return $tb === 0 && $maxCount === undefined && $maxAge === undefined
      ? rows
      : rows.filter((e) => this.#isVisible(e));
  }

  /** Forwards from `from` inclusive, backwards exclusive, as the server does. */
  readAll(from: number, limit: number, direction: "forwards" | "backwards" = "forwards"): readonly Stored[] {
    const where = direction === "forwards" ? "position >= ? ORDER BY position" : "position < ? ORDER BY position DESC";
    return this.#db.prepare(`SELECT * FROM event WHERE ${where} LIMIT ?`).all(from, limit).map(stored);
  }

  /** Whether an event begins right there. */
  stands(position: number): boolean {
    return this.#db.prepare("SELECT 1 FROM event WHERE position = ?").get(position) !== undefined;
  }

  close(): void {
    this.#db.close();
  }
}
