/** What commands print: JSON for programs, tables and lines for people. */
import { styleText } from "node:util";
import Table from "cli-table3";

export type Output = {
  /** One result: `value` as JSON, or `lines` for people. */
  readonly result: (value: unknown, lines: readonly string[]) => void;
  readonly table: (value: unknown, head: readonly string[], rows: readonly (readonly string[])[]) => void;
  /** Progress and hints: to standard error, and only for people. */
  readonly note: (text: string) => void;
};

const stdout = (text: string): void => void process.stdout.write(`${text}\n`);

export const openOutput = (isJson: boolean): Output => ({
  result: (value, lines) => stdout(isJson ? JSON.stringify(value) : lines.join("\n")),
  table: (value, head, rows) => {
    if (isJson) return stdout(JSON.stringify(value));
    if (rows.length === 0) return stdout("nothing there");
    const table = new Table({ head: [...head], style: { head: [], border: [] } });
    for (const row of rows) table.push([...row]);
    stdout(table.toString());
  },
  note: (text) => {
    if (!isJson) process.stderr.write(`${styleText("dim", text, { stream: process.stderr })}\n`);
  },
});
