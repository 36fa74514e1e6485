import type { Position } from "../../domain/kernel/brand.ts";
import type { ReadStore, View } from "../../domain/ports/read-store.ts";

type Table = {
  readonly version: number;
  readonly rows: Map<string, string>;
  checkpoint: Position | "start";
  /** While a transaction runs: each write's key and what stood there, so that it can be undone from the end. */
  before: [string, string | undefined][] | undefined;
};

const empty = (version: number): Table => ({ version, rows: new Map(), checkpoint: "start", before: undefined });

const remember = ({ rows, before }: Table, key: string): void => void before?.push([key, rows.get(key)]);

const undo = (t: Table): void => {
  for (const [key, text] of t.before?.reverse() ?? [])
    if (text === undefined) t.rows.delete(key);
    else t.rows.set(key, text);
};

/** Read models in memory, as JSON text so that nobody shares an object with them. */
export const openMemoryReadStore = (): ReadStore => {
  const tables = new Map<string, Table>();
  const table = (name: string): Table => {
    const t = tables.get(name);
    if (t === undefined) throw new TypeError("a view that was not opened");
    return t;
  };
  const viewOf = (name: string): View => ({
    get: (key) => {
      const text = table(name).rows.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    put: (key, value) => {
      const t = table(name);
      remember(t, key);
      t.rows.set(key, JSON.stringify(value));
    },
    delete: (key) => {
      const t = table(name);
      remember(t, key);
      t.rows.delete(key);
    },
    list: (prefix, { after, limit, isDescending = false } = {}) => {
      const isAfter = (k: string): boolean => after === undefined || (isDescending ? k < after : k > after);
      const keys = [...table(name).rows.keys()].filter((k) => k.startsWith(prefix) && isAfter(k)).sort();
      if (isDescending) keys.reverse();
      return keys.slice(0, limit).map((key) => ({ key, value: JSON.parse(table(name).rows.get(key) ?? "null") }));
    },
  });
  return {
    view: (name, version) => {
      if (tables.get(name)?.version !== version) tables.set(name, empty(version));
      return viewOf(name);
    },
    checkpoint: (name) => table(name).checkpoint,
    transact: (name, checkpoint, work) => {
      const t = table(name);
      t.before = [];
      try {
        work(viewOf(name));
        t.checkpoint = checkpoint;
      } catch (error) {
        undo(t);
        throw error;
      } finally {
        t.before = undefined;
      }
    },
    drop: (name) => void tables.set(name, empty(table(name).version)),
    close: () => undefined,
  };
};
