/**
 * How far webhooks have come, in a file of its own: small, and no part of the ledger. Synchronous NORMAL keeps the file whole
 * through a power cut and may lose its last changes; then events are sent a second time, which receivers must bear anyway.
 */
import { DatabaseSync } from "node:sqlite";
import type { Position } from "../../domain/kernel/brand.ts";
import type { DeadLetter, DeliveryBook } from "../../domain/ports/delivery-book.ts";

const SCHEMA = `
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS progress (hook TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS letter (hook TEXT NOT NULL, position TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (hook, position)) WITHOUT ROWID, STRICT;
`;

export const openSqliteDeliveryBook = (options: { readonly path: string }): DeliveryBook => {
  const db = new DatabaseSync(options.path, { timeout: 5_000 });
  db.exec(SCHEMA);
  const getCursor = db.prepare("SELECT position FROM progress WHERE hook = ?");
  const putCursor = db.prepare(
    "INSERT INTO progress (hook, position) VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position",
  );
  const putLetter = db.prepare("INSERT OR REPLACE INTO letter (hook, position, value) VALUES (?, ?, ?)");
  const setLetter = db.prepare("UPDATE letter SET value = ? WHERE hook = ? AND position = ?");
  const getLetter = db.prepare("SELECT value FROM letter WHERE hook = ? AND position = ?");
  const listLetters = db.prepare("SELECT value FROM letter WHERE hook = ? AND position > ? ORDER BY position LIMIT ?");
  const countLetters = db.prepare("SELECT count(*) AS n FROM letter WHERE hook = ?");
  const dropLetter = db.prepare("DELETE FROM letter WHERE hook = ? AND position = ?");
  const dropLetters = db.prepare("DELETE FROM letter WHERE hook = ?");
  const dropCursor = db.prepare("DELETE FROM progress WHERE hook = ?");

  const together = (work: () => void): void => {
    db.exec("BEGIN IMMEDIATE");
    try {
      work();
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
  const read = (value: unknown): DeadLetter => JSON.parse(value as string);

  return {
    cursor: (hook) => getCursor.get(hook)?.position as Position | undefined,
    move: (hook, cursor) => void putCursor.run(hook, cursor),
    bury: (hook, letter) =>
      together(() => {
        putLetter.run(hook, letter.position, JSON.stringify(letter));
        putCursor.run(hook, letter.position);
      }),
    letters: (hook, after, limit) => listLetters.all(hook, after ?? "", limit).map((r) => read(r.value)),
    letter: (hook, position) => {
      const row = getLetter.get(hook, position);
      return row === undefined ? undefined : read(row.value);
    },
    count: (hook) => Number(countLetters.get(hook)?.n),
    replace: (hook, letter) => void setLetter.run(JSON.stringify(letter), hook, letter.position),
    discard: (hook, position) => dropLetter.run(hook, position).changes > 0,
    forget: (hook) =>
      together(() => {
        dropLetters.run(hook);
        dropCursor.run(hook);
      }),
    close: () => db.close(),
  };
};
