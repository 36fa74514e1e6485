/**
 * The ledger's tables. Streams have an integer key, because random names in the event table's index cost 30 to 90 % an
 * append; the triggers refuse every way to change history that SQL has.
 *
 * REPLACE needs a guard of its own: its implicit delete fires no delete trigger, so the insert trigger refuses any row
 * whose place is taken, and with it every gap.
 */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { StoreFault } from "../../domain/ports/event-store.ts";

const APPLICATION_ID = 0x43415254; // "CART"
const VERSION = 1;

const SCHEMA = `
CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE event (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES stream(id),
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (stream, revision)
) STRICT;
CREATE TRIGGER event_never_updated BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_only_appended BEFORE INSERT ON event
WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM event)
  OR NEW.revision <> (SELECT coalesce(max(revision), -1) + 1 FROM event WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER stream_never_updated BEFORE UPDATE ON stream BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER stream_never_deleted BEFORE DELETE ON stream BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER stream_only_added BEFORE INSERT ON stream
WHEN EXISTS (SELECT 1 FROM stream WHERE id = NEW.id OR name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${VERSION};
`;

const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

/** Throws `store.corrupt` when the file is not a ledger of a version that this program knows. */
export const checkSchema = (db: DatabaseSync): void => {
  if (pragma(db, "application_id") !== APPLICATION_ID || pragma(db, "user_version") !== VERSION)
    throw new StoreFault("store.corrupt");
};

const HEADER = 100;

/**
 * Refuses a main file that ends in the middle of a page, or before the last page that it says it has, and has no log to
 * mend it: SQLite reads what is missing of a last page as zeros. Throws `store.corrupt`. (SQLite file format, §1.3.)
 */
export const checkSize = (path: string): void => {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  const header = Buffer.alloc(HEADER);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, HEADER, 0);
  } finally {
    closeSync(file);
  }
  // 1 stands for 65 536, which does not fit into the field.
  const page = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  if (size !== page * header.readUInt32BE(28)) throw new StoreFault("store.corrupt");
};

/** Makes the tables in a new file; leaves a ledger as it is. */
export const prepareSchema = (db: DatabaseSync): void => {
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  db.exec("BEGIN IMMEDIATE");
  try {
    const isNew = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n === 0;
    if (isNew) db.exec(SCHEMA);
    else checkSchema(db);
    db.exec("COMMIT");
  } catch (e) {
    db.exec("ROLLBACK");
    throw e;
  }
};
