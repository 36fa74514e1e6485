/** The line that tells how far long work is: on a terminal, and nowhere else. */
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { progressOn, progressText, watchedStore } from "../../../adapters/cli/progress.ts";
import { openMemoryEventStore } from "../../../adapters/memory/event-store.ts";

const screen = (isTTY: boolean, columns = 200) => {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
};
const CLEAR = "\r\u001b[2K";

test.for<{ done: number; total?: number; says: string }>([
  { done: 0, says: "work …" },
  { done: 1234567, says: "work: 1 234 567 events" },
  { done: 0, total: 0, says: "work …" },
  { done: 1, total: 4, says: `${"█".repeat(6)}${"░".repeat(18)}  25 %  work: 1 of 4 events` },
  { done: 999, total: 1000, says: `${"█".repeat(24)}  99 %  work: 999 of 1 000 events` },
  { done: 4, total: 4, says: `${"█".repeat(24)} 100 %  work: 4 of 4 events` },
  { done: 9, total: 4, says: `${"█".repeat(24)} 100 %  work: 9 of 4 events` },
])("$done of $total", ({ done, total, says }) => {
  expect(progressText("work", done, total)).toBe(says);
});

test("a terminal sees the line now and again, and nothing of it stays", () => {
  const terminal = screen(true);
  let ms = 0;
  const line = progressOn(terminal, "work", () => ms);
  for (const done of [1, 2, 3]) {
    line.at(done, 4);
    ms += 60;
  }
  line.at(4, 4, "other work");
  line.end();
  const seen = terminal.written.map((text) => stripVTControlCharacters(text).trim().split(" %  ").at(-1));
  expect(seen).toEqual(["work …", "work: 3 of 4 events", "other work: 4 of 4 events", ""]);
  expect(terminal.written.every((text) => text.startsWith(CLEAR))).toBe(true);
  expect([terminal.written.at(-1), terminal.written.at(-2)]).toEqual([CLEAR, expect.stringContaining("other work")]);
});

test("a narrow terminal gets no second line", () => {
  const terminal = screen(true, 20);
  progressOn(terminal, "a very long description of the work", () => 0);
  expect(terminal.written.map((text) => stripVTControlCharacters(text).trim().length)).toEqual([19]);
});

test("a pipe or a file gets nothing", () => {
  const pipe = screen(false);
  const line = progressOn(pipe, "work");
  line.at(1, 4);
  line.end();
  expect([pipe.written, line.isShown]).toEqual([[], false]);
});

test("a watched store gives the same, and counts it", async () => {
  const store = openMemoryEventStore({ isStrict: false });
  const id = "00000000-0000-4000-8000-000000000001";
  await store.append("key-a", "absent", [{ id, type: "A", bytes: new Uint8Array([1]) }]);
  const counts: number[] = [];
  const watched = watchedStore(store, (n) => counts.push(n));
  expect(await watched.readAll("start", 10)).toEqual(await store.readAll("start", 10));
  expect(await watched.readStream("key-a")).toEqual(await store.readStream("key-a"));
  expect(counts).toEqual([1, 2]);
});
