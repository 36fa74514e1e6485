/** Read models in one SQLite file that may be deleted at any time: not synchronous, because the ledger has it all. */
import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Position } from "../../domain/kernel/brand.ts";
import type { ReadStore, View } from "../../domain/ports/read-store.ts";

const SCHEMA_VERSION = 1;
const SCHEMA = `
CREATE TABLE IF NOT EXISTS row (view TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (view, key)) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS origin (ledger TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS checkpoint (view TEXT PRIMARY KEY, version INTEGER NOT NULL, position TEXT) STRICT;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Throws when the read models were folded from another ledger, or from this one in another store. */
const checkOrigin = (db: DatabaseSync, ledger: string): void => {
  const had = db.prepare("SELECT ledger FROM origin").get()?.ledger;
  if (had !== undefined && had !== ledger) throw new Error("read models of another ledger or store");
  const isUsed = Number(db.prepare("SELECT count(position) AS n FROM checkpoint").get()?.n) > 0;
  if (had === undefined && isUsed) throw new Error("read models that do not say of what");
  if (had === undefined) db.prepare("INSERT INTO origin (ledger) VALUES (?)").run(ledger);
};

const open = (path: string, ledger: string | undefined): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    const version = Number(Object.values(db.prepare("PRAGMA user_version").get() ?? {})[0]);
    if (version > SCHEMA_VERSION) throw new Error("read models of a newer program");
    db.exec(SCHEMA);
    if (ledger !== undefined) checkOrigin(db, ledger);
    const check = db.prepare("PRAGMA quick_check").get();
    if (Object.values(check ?? {})[0] !== "ok") throw new Error("damaged read models");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** What the read models in a file were folded from, and the newest event that one of them has; changes nothing. */
export const seenBy = (path: string): { readonly ledger: string; readonly newest: Position } | undefined => {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const row = db.prepare("SELECT ledger, (SELECT max(position) FROM checkpoint) AS newest FROM origin").get();
    return typeof row?.newest === "string" ? { ledger: String(row.ledger), newest: row.newest as Position } : undefined;
  } finally {
    db.close();
  }
};

/**
 * Opens the file; one that is damaged, of another schema or of another ledger is deleted and made anew, after `onRebuild`
 * said so.
 */
export const openSqliteReadStore = (options: {
  readonly path: string;
  /** Names the ledger and its store; positions of one mean nothing in another. */
  readonly ledger?: string | undefined;
  readonly onRebuild?: (cause: unknown) => void;
}): ReadStore => {
  const { path, ledger } = options;
  let db: DatabaseSync;
  try {
    db = open(path, ledger);
  } catch (cause) {
    options.onRebuild?.(cause);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
    db = open(path, ledger);
  }
  const get = db.prepare("SELECT value FROM row WHERE view = ? AND key = ?");
  const put = db.prepare(
    "INSERT INTO row (view, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const remove = db.prepare("DELETE FROM row WHERE view = ? AND key = ?");
  const list = db.prepare(
    "SELECT key, value FROM row WHERE view = ? AND key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?",
  );
  const listDown = db.prepare(
    "SELECT key, value FROM row WHERE view = ? AND key >= ? AND key < ? AND key < ? ORDER BY key DESC LIMIT ?",
  );
  const clear = db.prepare("DELETE FROM row WHERE view = ?");
  const getCheckpoint = db.prepare("SELECT version, position FROM checkpoint WHERE view = ?");
  const putCheckpoint = db.prepare(
    "INSERT INTO checkpoint (view, version, position) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, position = excluded.position",
  );
  const move = db.prepare("UPDATE checkpoint SET position = ? WHERE view = ?");

  const viewOf = (name: string): View => ({
    get: (key) => {
      const row = get.get(name, key);
      return row === undefined ? undefined : JSON.parse(row.value as string);
    },
    put: (key, value) => void put.run(name, key, JSON.stringify(value)),
    delete: (key) => void remove.run(name, key),
    list: (prefix, { after, limit = -1, isDescending = false } = {}) => {
      // U+10FFFF sorts after every character that a key may have.
      const end = `${prefix}\u{10ffff}`;
      const rows = isDescending
        ? listDown.all(name, prefix, after ?? end, end, limit)
        : list.all(name, prefix, after ?? "", end, limit);
      return rows.map((r) => ({ key: r.key as string, value: JSON.parse(r.value as string) }));
    },
  });

  const inTransaction = (work: () => void): void => {
    db.exec("BEGIN IMMEDIATE");
    try {
      work();
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };

  return {
    view: (name, version) => {
      const had = getCheckpoint.get(name);
      if (had === undefined || had.version !== version)
        inTransaction(() => {
          clear.run(name);
          putCheckpoint.run(name, version, null);
        });
      return viewOf(name);
    },
    checkpoint: (name) => (getCheckpoint.get(name)?.position as Position | null | undefined) ?? "start",
    transact: (name, checkpoint, work) =>
      inTransaction(() => {
        work(viewOf(name));
        move.run(checkpoint, name);
      }),
    drop: (name) =>
      inTransaction(() => {
        clear.run(name);
        move.run(null, name);
      }),
    close: () => db.close(),
  };
};
