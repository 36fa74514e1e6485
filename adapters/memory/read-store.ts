import type { Position } from "../../domain/kernel/brand.ts";
import type { ReadStore, View } from "../../domain/ports/read-store.ts";

type Table = { readonly version: number; readonly rows: Map<string, string>; readonly checkpoint: Position | "start" };

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
    put: (key, value) => void table(name).rows.set(key, JSON.stringify(value)),
    delete: (key) => void table(name).rows.delete(key),
    list: (prefix, { after = "", limit } = {}) =>
      [...table(name).rows.keys()]
        .filter((k) => k.startsWith(prefix) && k > after)
        .sort()
        .slice(0, limit)
        .map((key) => ({ key, value: JSON.parse(table(name).rows.get(key) ?? "null") })),
  });
  return {
    view: (name, version) => {
      if (tables.get(name)?.version !== version) tables.set(name, { version, rows: new Map(), checkpoint: "start" });
      return viewOf(name);
    },
    checkpoint: (name) => table(name).checkpoint,
    transact: (name, checkpoint, work) => {
      const before = table(name);
      tables.set(name, { ...before, rows: new Map(before.rows), checkpoint });
      try {
        work(viewOf(name));
      } catch (error) {
        tables.set(name, before);
        throw error;
      }
    },
    drop: (name) => void tables.set(name, { version: table(name).version, rows: new Map(), checkpoint: "start" }),
    close: () => undefined,
  };
};
