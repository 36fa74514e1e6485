/**
 * Rows that lists show: in one order, found by some of their fields, read page by page. A page looks at a bounded number
 * of rows, so that a filter that hardly anything meets costs its caller more pages and nobody else any time.
 */
import type { View } from "../domain/ports/read-store.ts";
import { mustGet } from "./projection.ts";

export type Ordered = { readonly order: string };

/** One page. `next`: the cursor to go on with; null when nothing comes after. It may have fewer rows than were asked for. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

export type Asked<Row> = {
  /** A former page's `next`. */
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly isDescending?: boolean;
  /** An index, and the value to find there or none to have its own order; all rows in theirs without. */
  readonly where?: readonly string[] | undefined;
  /** What else must hold. */
  readonly accepts?: (row: Row) => boolean;
};

const STEP = 500;
/** How many rows one page may look at: some 20 ms. */
export const MAX_EXAMINED = 5_000;

/** Puts a row and the entries by which it is found; those of the row that stood there before are taken away. */
export const putRow = <Row extends Ordered>(
  view: View,
  key: string,
  row: Row,
  indexes: (row: Row) => Readonly<Record<string, string | null>>,
): void => {
  const before = view.get(key) as Row | undefined;
  view.put(key, row);
  const entries = (r: Row) =>
    Object.entries(indexes(r)).flatMap(([name, value]) => (value === null ? [] : [`by/${name}/${value}/${r.order}`]));
  const wanted = entries(row);
  const had = before === undefined ? [] : entries(before);
  for (const entry of had) if (!wanted.includes(entry)) view.delete(entry);
  for (const entry of wanted) if (!had.includes(entry)) view.put(entry, key);
  if (before === undefined) view.put(`order/${row.order}`, key);
};

/** Reads a page of what `putRow` put. */
export const readRows = <Row extends Ordered>(view: View, asked: Asked<Row>): Page<Row> => {
  const { limit, isDescending = false, where, accepts } = asked;
  const prefix = where === undefined ? "order/" : `by/${where.join("/")}/`;
  const step = accepts === undefined ? Math.min(limit, STEP) : STEP;
  const items: Row[] = [];
  let cursor = asked.cursor;
  for (let examined = 0; examined < MAX_EXAMINED; ) {
    const found = view.list(prefix, {
      ...(cursor !== undefined && { after: `${prefix}${cursor}` }),
      limit: step,
      isDescending,
    });
    for (const { key, value } of found) {
      const row = mustGet<Row>(view, value as string);
      cursor = key.slice(prefix.length);
      if (accepts?.(row) ?? true) items.push(row);
      if (items.length === limit) return { items, next: cursor };
    }
    examined += found.length;
    if (found.length < step) return { items, next: null };
  }
  return { items, next: cursor ?? null };
};
