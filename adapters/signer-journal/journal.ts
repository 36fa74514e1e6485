/**
 * The signing service's own book: every signature, chained by hash, on its own disk. As append-only as SQL can make it;
 * the pins beside it are the few values that must survive a restart.
 */
import { DatabaseSync } from "node:sqlite";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256Of } from "../../domain/kernel/digest.ts";
import {
  type JournalEntry,
  JournalFault,
  type SignatureCount,
  type SignatureJournal,
  type Use,
} from "../../domain/ports/signature-journal.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS signature (
  sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, key TEXT NOT NULL, purpose TEXT NOT NULL, digest TEXT NOT NULL,
  signature BLOB NOT NULL, chain TEXT NOT NULL, basis INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS signature_by_digest ON signature (digest);
CREATE TABLE IF NOT EXISTS pin (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS spent (
  name TEXT NOT NULL, number INTEGER NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (name, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS spent_once ON spent (name, what);
CREATE TRIGGER IF NOT EXISTS spent_never_updated BEFORE UPDATE ON spent BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS spent_never_deleted BEFORE DELETE ON spent BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS spent_only_appended BEFORE INSERT ON spent
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM spent WHERE name = NEW.name)
  OR EXISTS (SELECT 1 FROM spent WHERE name = NEW.name AND what = NEW.what)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS signature_never_updated BEFORE UPDATE ON signature BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS signature_never_deleted BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS signature_only_appended BEFORE INSERT ON signature
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM signature)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
`;

/** Made in one step with the first count: a journal of before has entries that no trigger saw. */
const TALLY = `
CREATE TABLE tally (
  key TEXT NOT NULL, purpose TEXT NOT NULL, signatures INTEGER NOT NULL, PRIMARY KEY (key, purpose)
) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT key, purpose, count(*) FROM signature GROUP BY key, purpose;
CREATE INDEX signature_by_key ON signature (key, purpose, sequence);
CREATE TRIGGER tally_only_grows BEFORE UPDATE ON tally
WHEN NEW.key <> OLD.key OR NEW.purpose <> OLD.purpose OR NEW.signatures <> OLD.signatures + 1
BEGIN SELECT RAISE(ABORT, 'only grows'); END;
CREATE TRIGGER tally_never_deleted BEFORE DELETE ON tally BEGIN SELECT RAISE(ABORT, 'only grows'); END;
CREATE TRIGGER signature_counted AFTER INSERT ON signature BEGIN
  INSERT INTO tally VALUES (NEW.key, NEW.purpose, 1) ON CONFLICT DO UPDATE SET signatures = signatures + 1;
END;
`;

const FIRST = "";

const link = (before: string, e: JournalEntry): string =>
  toBase64url(
    sha256Of([
      JSON.stringify([
        before,
        e.sequence,
        e.at,
        e.key,
        e.purpose,
        e.digest,
        toBase64url(e.signature),
        ...(e.basis === null ? [] : [e.basis]),
      ]),
    ]),
  );

type Row = Omit<JournalEntry, "signature"> & { signature: Uint8Array; chain: string };
const entryOf = ({ sequence, at, key, purpose, digest, signature, basis }: Row): JournalEntry => ({
  sequence,
  at,
  key,
  purpose,
  digest,
  signature,
  basis,
});

/** SQLite's codes for a damaged file, and Node's for one that was closed; everything else is ours. */
const asFault = (error: unknown): unknown => {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === "ERR_INVALID_STATE") return new JournalFault("journal.unavailable", { cause: error });
  if (error instanceof JournalFault || typeof errcode !== "number") return error;
  const isDamaged = [11, 26].includes(errcode & 0xff);
  return new JournalFault(isDamaged ? "journal.corrupt" : "journal.unavailable", { cause: error });
};

const guarded = async <T>(work: () => T): Promise<T> => {
  try {
    return work();
  } catch (error) {
    throw asFault(error);
  }
};

const addTally = (db: DatabaseSync): void => {
  const isThere = () => db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'tally'").get() !== undefined;
  if (isThere()) return;
  db.exec("BEGIN IMMEDIATE");
  // Another program may have done so while this one waited.
  if (!isThere()) db.exec(TALLY);
  db.exec("COMMIT");
};

type End = { sequence: number; chain: string };

/** Work inside the next transaction; `end` is the chain's, as the work before it left it. */
type Waiting = {
  readonly run: (end: End) => unknown;
  readonly resolve: (done: never) => void;
  readonly reject: (e: unknown) => void;
};

export const openSignatureJournal = (options: {
  readonly path: string;
  /** How long to wait, with the whole process, for another program that has the file locked. */
  readonly busyMs?: number;
}): SignatureJournal => {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(options.path, { timeout: options.busyMs ?? 5_000 });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    db.exec(SCHEMA);
    // A journal of before has no such column; its entries stay as they are.
    const columns = db
      .prepare("PRAGMA table_info(signature)")
      .all()
      .map((c) => c.name);
    if (!columns.includes("basis")) db.exec("ALTER TABLE signature ADD COLUMN basis INTEGER");
    addTally(db);
  } catch (error) {
    throw asFault(error);
  }
  const last = db.prepare("SELECT sequence, chain FROM signature ORDER BY sequence DESC LIMIT 1");
  const insert = db.prepare(
    "INSERT INTO signature (sequence, at, key, purpose, digest, signature, chain, basis) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const find = db.prepare("SELECT * FROM signature WHERE digest = ? AND key = ? ORDER BY sequence LIMIT 1");
  // Numbers have no gaps. Anybody may ask through `/readyz`: counting would read every row.
  const count = db.prepare("SELECT coalesce(max(sequence), 0) AS n FROM signature");
  const tallied = db.prepare("SELECT key, purpose, signatures FROM tally ORDER BY key, purpose");
  const digests = db.prepare(
    "SELECT sequence, digest FROM signature WHERE key = ? AND purpose = ? AND sequence > ? ORDER BY sequence LIMIT ?",
  );
  const getPin = db.prepare("SELECT value FROM pin WHERE name = ?");
  const firstPin = db.prepare("INSERT INTO pin (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const nextPin = db.prepare("UPDATE pin SET value = ? WHERE name = ? AND value = ?");
  const isSpent = db.prepare("SELECT 1 AS is_spent FROM spent WHERE name = ? AND what = ?");
  const lastSpent = db.prepare("SELECT number FROM spent WHERE name = ? ORDER BY number DESC LIMIT 1");
  const spentAt = db.prepare("SELECT at FROM spent WHERE name = ? AND number = ?");
  const putSpent = db.prepare("INSERT INTO spent (name, number, what, at) VALUES (?, ?, ?, ?)");

  const write = (entries: readonly Omit<JournalEntry, "sequence">[], end: End): readonly JournalEntry[] =>
    entries.map((e) => {
      const entry = { ...e, sequence: end.sequence + 1 };
      end.chain = link(end.chain, entry);
      end.sequence = entry.sequence;
      insert.run(entry.sequence, e.at, e.key, e.purpose, e.digest, e.signature, end.chain, e.basis);
      return entry;
    });

  /** The uses of a name are numbered, so that the one that has to be old enough is found, however many there are. */
  const spend = ({ name, what, at, since, limit }: Use): boolean => {
    if (isSpent.get(name, what) !== undefined) return true;
    const number = Number(lastSpent.get(name)?.number ?? 0) + 1;
    const before = number > limit ? (spentAt.get(name, number - limit)?.at as string) : undefined;
    if (before !== undefined && before > since) return false;
    putSpent.run(name, number, what, at);
    return true;
  };

  const counted = (): readonly SignatureCount[] =>
    tallied.all().map((row) => {
      const { key, purpose, signatures } = row as SignatureCount;
      return { key, purpose, signatures };
    });

  let waiting: Waiting[] = [];
  // One disk flush for all that one turn of the event loop asks for.
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      db.exec("BEGIN IMMEDIATE");
      const row = last.get() as End | undefined;
      const end = row ? { sequence: row.sequence, chain: row.chain } : { sequence: 0, chain: FIRST };
      const done = group.map((w) => w.run(end));
      db.exec("COMMIT");
      for (const [i, w] of group.entries()) w.resolve(done[i] as never);
    } catch (error) {
      for (const w of group) w.reject(asFault(error));
      if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
    }
  };
  const inNextFlush = <T>(run: (end: End) => T): Promise<T> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ run, resolve: resolve as Waiting["resolve"], reject });
    });

  return {
    record: (entries) => inNextFlush((end) => write(entries, end)),
    spend: (use) => inNextFlush(() => spend(use)),
    find: (key, digest) =>
      guarded(() => {
        const row = find.get(digest, key) as Row | undefined;
        return row && entryOf(row);
      }),
    count: () => guarded(() => Number(count.get()?.n)),
    countsByKey: () => guarded(() => counted()),
    digestsOf: (key, purpose, after, limit) =>
      guarded(() =>
        digests.all(key, purpose, after, limit).map((row) => {
          const { sequence, digest } = row as Pick<JournalEntry, "sequence" | "digest">;
          return { sequence, digest };
        }),
      ),
    verify: () =>
      guarded(() => {
        let chain = FIRST;
        let n = 0;
        const seen = new Map<string, number>();
        for (const row of db.prepare("SELECT * FROM signature ORDER BY sequence").iterate() as Iterable<unknown>) {
          const r = row as Row;
          chain = link(chain, entryOf(r));
          n += 1;
          const whose = `${r.key} ${r.purpose}`;
          seen.set(whose, (seen.get(whose) ?? 0) + 1);
          if (r.chain !== chain || r.sequence !== n || fromBase64url(r.digest) === undefined)
            throw new JournalFault("journal.corrupt");
        }
        for (const { key, purpose, signatures } of counted()) {
          const whose = `${key} ${purpose}`;
          if (seen.get(whose) !== signatures) throw new JournalFault("journal.corrupt");
          seen.delete(whose);
        }
        if (seen.size > 0) throw new JournalFault("journal.corrupt");
        return n;
      }),
    pin: (name, from, to) =>
      inNextFlush(() => {
        const { changes } = from === undefined ? firstPin.run(name, to) : nextPin.run(to, name, from);
        return Number(changes) === 1;
      }),
    pinned: (name) => guarded(() => getPin.get(name)?.value as string | undefined),
    close: async () => {
      flush();
      if (db.isOpen) db.close();
    },
  };
};
