/** Lists: filtered, sorted, page by page as JSON, or all at once as CSV. */
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { Page } from "../../projections/lookup.ts";

const DEFAULT_LIMIT = 100;
const CSV_PAGE = 500;

/** The parts of a list's query that every list has. */
export type ListAsked = {
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
};

export type ReadPage<Row> = (asked: { readonly cursor: string | undefined; readonly limit: number }) => Page<Row>;

/** RFC 4180 §2; what a spreadsheet would take for a formula is kept from being one by an apostrophe. */
export const csvField = (value: unknown): string => {
  const text =
    value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const csvLine = (values: readonly unknown[]): string => `${values.map(csvField).join(",")}\r\n`;

const cell = (row: object, name: string): unknown => (row as Readonly<Record<string, unknown>>)[name];

/** All rows, read while the caller takes them: nothing is held but one page. */
const csvBody = <Row extends object>(columns: readonly string[], read: ReadPage<Row>, asked: ListAsked) => {
  const encoder = new TextEncoder();
  const most = asked.limit === undefined ? Number.POSITIVE_INFINITY : Number(asked.limit);
  let cursor = asked.cursor;
  let given = 0;
  return new ReadableStream<Uint8Array>({
    start: (out) => out.enqueue(encoder.encode(csvLine(columns))),
    pull: (out) => {
      const { items, next } = read({ cursor, limit: Math.min(CSV_PAGE, most - given) });
      const lines = items.map((row) => csvLine(columns.map((name) => cell(row, name))));
      given += items.length;
      if (lines.length > 0) out.enqueue(encoder.encode(lines.join("")));
      if (next === null || given >= most) out.close();
      else {
        cursor = next;
        // A page that held nothing gives the stream nothing to be pulled for.
        if (lines.length === 0) out.enqueue(new Uint8Array());
      }
    },
  });
};

/** Answers a list in the form that the caller asks for. `columns`: of the CSV, in order. */
export const list = <Row extends object>(
  c: Context,
  asked: ListAsked,
  columns: readonly string[],
  read: ReadPage<Row>,
): Response => {
  const form = accepts(c, {
    header: "Accept",
    supports: ["application/json", "text/csv"],
    default: "application/json",
  });
  if (form === "text/csv")
    return new Response(csvBody(columns, read, asked), {
      headers: {
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": "attachment",
        "cache-control": "no-store",
        vary: "accept",
      },
    });
  const { items, next } = read({ cursor: asked.cursor, limit: Number(asked.limit ?? DEFAULT_LIMIT) });
  const shown = items.map((row) => Object.fromEntries(columns.map((name) => [name, cell(row, name)])));
  c.header("vary", "accept");
  return c.json({ items: shown, next });
};

/** A page of a list that is short enough to be in memory. */
export const pageOfAll =
  <Row>(rows: readonly Row[]): ReadPage<Row> =>
  ({ cursor, limit }) => {
    const from = cursor === undefined ? 0 : Number.parseInt(cursor, 16);
    const items = rows.slice(from, from + limit);
    const end = from + items.length;
    return { items, next: end < rows.length ? end.toString(16).padStart(16, "0") : null };
  };
