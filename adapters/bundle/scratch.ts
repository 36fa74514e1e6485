/**
 * Room for a check of a ledger of any size: a directory of its own, gone when it ends. What was used last stays in memory,
 * the rest lies in one SQLite file (streams) and one flat file (the leaves' hashes).
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Leaves } from "../../domain/process/check/leaves.ts";
import type { Shelf, StreamEntry } from "../../domain/process/check/shelf.ts";

const HASH_BYTES = 32;
/** Hashes in memory, twice: those that were added last, and those that are being read. */
const WINDOW = 1 << 15;
/** Streams in memory, twice: a generation is laid down when the next is full. */
const GENERATION = 8_192;

const openLeaves = (path: string): Leaves & { readonly close: () => void } => {
  const file = openSync(path, "w+");
  const added = new Uint8Array(WINDOW * HASH_BYTES);
  const read = new Uint8Array(WINDOW * HASH_BYTES);
  let size = 0;
  /** Index of the first hash in `added`. */
  let laid = 0;
  let window = -1;
  const inWindow = (index: number): number => {
    const wanted = Math.floor(index / WINDOW);
    if (wanted !== window) readSync(file, read, 0, read.length, wanted * read.length);
    window = wanted;
    return (index % WINDOW) * HASH_BYTES;
  };
  return {
    push: (hash) => {
      added.set(hash, (size - laid) * HASH_BYTES);
      size += 1;
      if (size - laid < WINDOW) return;
      writeSync(file, added, 0, added.length, laid * HASH_BYTES);
      laid = size;
    },
    at: (index) => {
      if (!(index >= 0 && index < size)) throw new TypeError("no such leaf");
      const [from, at] = index >= laid ? [added, (index - laid) * HASH_BYTES] : [read, inWindow(index)];
      return from.slice(at, at + HASH_BYTES);
    },
    close: () => closeSync(file),
  };
};

const FILTER_BITS = 1 << 25;

/** Remembers which names were laid down, but for a few that it takes for such: most streams are new, and need not be looked for. */
const nameFilter = () => {
  const bits = new Uint8Array(FILTER_BITS / 8);
  const hashes = (name: string): readonly [number, number] => {
    let [a, b] = [0x811c9dc5, 0x01000193];
    for (let i = 0; i < name.length; i++) {
      const code = name.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 13);
    }
    return [a & (FILTER_BITS - 1), (b ^ a) & (FILTER_BITS - 1)];
  };
  const has = (bit: number): boolean => ((bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  return {
    add: (name: string): void => {
      for (const bit of hashes(name)) bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    },
    mayHave: (name: string): boolean => {
      const [a, b] = hashes(name);
      return has(a) && has(b);
    },
  };
};

const openShelf = (path: string): Shelf & { readonly close: () => void } => {
  const db = new DatabaseSync(path);
  // Nobody needs it when the process is gone, so nothing is done for its safety.
  db.exec(
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-16384; PRAGMA temp_store=FILE;",
  );
  db.exec("CREATE TABLE entry (stream TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID");
  const select = db.prepare("SELECT entry FROM entry WHERE stream = ?");
  const replace = db.prepare("INSERT OR REPLACE INTO entry (stream, entry) VALUES (?, ?)");
  const range = db.prepare("SELECT stream, entry FROM entry WHERE stream > ? AND stream < ? ORDER BY stream");
  const count = db.prepare("SELECT count(*) AS n FROM entry");
  const laidDown = nameFilter();
  let young = new Map<string, StreamEntry>();
  let old = new Map<string, StreamEntry>();

  const layDown = (entries: ReadonlyMap<string, StreamEntry>): void => {
    if (entries.size === 0) return;
    db.exec("BEGIN");
    // In their order, so that neighbours in the tree are written together.
    for (const stream of [...entries.keys()].sort()) {
      replace.run(stream, JSON.stringify(entries.get(stream)));
      laidDown.add(stream);
    }
    db.exec("COMMIT");
  };
  const put = (stream: string, entry: StreamEntry): void => {
    young.set(stream, entry);
    if (young.size < GENERATION) return;
    for (const own of young.keys()) old.delete(own);
    layDown(old);
    old = young;
    young = new Map();
  };
  const settle = (): void => {
    for (const own of young.keys()) old.delete(own);
    layDown(old);
    layDown(young);
    old = new Map();
    young = new Map();
  };
  return {
    get: (stream) => {
      const near = young.get(stream) ?? old.get(stream);
      if (near !== undefined) return near;
      const row = laidDown.mayHave(stream) ? select.get(stream) : undefined;
      return row === undefined ? undefined : (JSON.parse(row.entry as string) as StreamEntry);
    },
    put,
    *all(category) {
      settle();
      // `-` is followed by `.` in ASCII: everything between is of this category.
      for (const row of range.iterate(`${category}-`, `${category}.`))
        yield [row.stream as string, JSON.parse(row.entry as string) as StreamEntry];
    },
    size: () => {
      const isLaidDown = (stream: string): boolean => laidDown.mayHave(stream) && select.get(stream) !== undefined;
      let more = 0;
      for (const stream of old.keys()) if (!isLaidDown(stream)) more += 1;
      for (const stream of young.keys()) if (!old.has(stream) && !isLaidDown(stream)) more += 1;
      return Number(count.get()?.n) + more;
    },
    close: () => db.close(),
  };
};

export type Scratch = { readonly shelf: Shelf; readonly leaves: Leaves; readonly close: () => void };

/** `parent`: where there is room, about a third of the ledger's size. */
export const openScratch = (parent: string = tmpdir()): Scratch => {
  const directory = mkdtempSync(join(parent, "cartulary-"));
  const leaves = openLeaves(join(directory, "leaves"));
  const shelf = openShelf(join(directory, "streams.sqlite"));
  return {
    shelf,
    leaves,
    close: () => {
      leaves.close();
      shelf.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
