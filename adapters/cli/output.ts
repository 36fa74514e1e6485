/**
 * What commands print: JSON for programs, tables and lines for people. What others wrote is made visible first, so that
 * it cannot move the cursor and print over what stands there.
 */
import { styleText } from "node:util";
import Table from "cli-table3";
import { visibleLines } from "../../domain/kernel/visible-text.ts";
import { type ProgressLine, progressOn } from "./progress.ts";

export type Output = {
  /** One result: `value` as JSON, or `lines` for people. */
  readonly result: (value: unknown, lines: readonly string[]) => void;
  readonly table: (value: unknown, head: readonly string[], rows: readonly (readonly string[])[]) => void;
  /** Progress and hints: to standard error, and only for people. */
  readonly note: (text: string) => void;
  /** How far long work is: on a terminal, and only for people. */
  readonly progress: (says: string) => ProgressLine;
  /** What must be read, also by whoever has JSON made: to standard error. */
  readonly warn: (text: string) => void;
};

const stdout = (text: string): void => void process.stdout.write(`${text}\n`);

type Style = Parameters<typeof styleText>[0];
const stderr = (style: Style, text: string): void =>
  void process.stderr.write(`${styleText(style, visibleLines(text), { stream: process.stderr })}\n`);

export const openOutput = (isJson: boolean): Output => ({
  result: (value, lines) => stdout(isJson ? JSON.stringify(value) : visibleLines(lines.join("\n"))),
  table: (value, head, rows) => {
    if (isJson) return stdout(JSON.stringify(value));
    if (rows.length === 0) return stdout("nothing there");
    const table = new Table({ head: [...head], style: { head: [], border: [] } });
    for (const row of rows) table.push(row.map(visibleLines));
    stdout(table.toString());
  },
  note: (text) => {
    if (!isJson) stderr("dim", text);
  },
  progress: (says) => progressOn(isJson ? { write: () => undefined } : process.stderr, says),
  warn: (text) => stderr(["bold", "red"], text),
});

/** One resource for people: a line for each field. */
export const fieldLines = (value: object): readonly string[] => {
  const fields = Object.entries(value);
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, v]) => `${name.padEnd(width)}  ${typeof v === "string" ? v : JSON.stringify(v)}`);
};
