import { expect, test } from "vitest";
import { utf8 } from "../../../../domain/kernel/bytes.ts";
import { canonicalText } from "../../../../domain/kernel/canonical-json.ts";
import { memoryShelf } from "../../../../domain/process/check/shelf.ts";
import { structureCheck } from "../../../../domain/process/check/structure.ts";
import { someEnvelope } from "../../../support/envelope.ts";

const own = someEnvelope();
const said = (text: string): string | undefined =>
  structureCheck({ shelf: memoryShelf() })({ index: 0, bytes: utf8(text) });
const without = (member: keyof typeof own) => Object.fromEntries(Object.entries(own).filter(([key]) => key !== member));

const NOT_CANONICAL = "an event is not canonical JSON";
const NO_ENVELOPE = "an event lacks the envelope's shape";

/** Escapes are read another way than plain texts are: the same is said of both. */
for (const [kind, actor] of [
  ["plain", "operator:test"],
  ["escaped", 'operator:"test"'],
] as const) {
  const envelope = { ...own, actor };
  test(`a ${kind} event that is sound links`, () => {
    expect(said(canonicalText(envelope))).toBeUndefined();
  });

  test.for([
    { name: "white space", text: (t: string) => t.replace(",", ", "), is: NOT_CANONICAL },
    { name: "a byte order mark", text: (t: string) => `\ufeff${t}`, is: NOT_CANONICAL },
    { name: "a key twice", text: (t: string) => t.replace('"v":1', '"v":1,"v":1'), is: NOT_CANONICAL },
    { name: "another form of a number", text: (t: string) => t.replace('"v":1', '"v":1.0'), is: NOT_CANONICAL },
    { name: "an escape that is not needed", text: (t: string) => t.replace("local", "l\\u006fcal"), is: NOT_CANONICAL },
    { name: "no end", text: (t: string) => t.slice(0, -1), is: "an event is not JSON" },
    { name: "something behind it", text: (t: string) => `${t}x`, is: "an event is not JSON" },
    { name: "a line's end in a text", text: (t: string) => t.replace("local", "lo\ncal"), is: "an event is not JSON" },
  ])(`a ${kind} event with $name does not`, ({ text, is }) => {
    expect(said(text(canonicalText(envelope)))).toBe(is);
  });

  test.for([
    { name: "revision", change: { revision: "0" } },
    { name: "revision", change: { revision: 0.5 } },
    { name: "revision", change: { revision: null } },
    { name: "prev", change: { prev: 1 } },
    { name: "stream", change: { stream: "Key a" } },
    { name: "stream", change: { stream: ["key-a"] } },
    { name: "time", change: { at: "2026-02-30T00:00:00.000Z" } },
    { name: "type", change: { type: 1 } },
    { name: "body", change: { body: null } },
    { name: "body", change: { body: "{}" } },
  ])(`nor one whose $name is $change`, ({ change }) => {
    expect(said(canonicalText({ ...envelope, ...change }))).toBe(NO_ENVELOPE);
  });
}

test.for(["stream", "revision", "prev", "at", "type", "body"] as const)(
  "nor one without %s, after one that has it",
  (member) => {
    const check = structureCheck({ shelf: memoryShelf() });
    expect(check({ index: 0, bytes: utf8(canonicalText(own)) })).toBeUndefined();
    expect(check({ index: 1, bytes: utf8(canonicalText(without(member))) })).toBe(NO_ENVELOPE);
  },
);

test.for(["[]", "1", "null", '"x"'])("nor %s", (text) => {
  expect(said(text)).toBe(NO_ENVELOPE);
});
