import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { canonicalText } from "../../../domain/kernel/canonical-json.ts";
import { hasControls, scanCanonical } from "../../../domain/kernel/canonical-scan.ts";

/** Of any text: as of bytes that lie anywhere in some larger room. */
const isSeen = (text: string, place = 0): boolean => {
  const bytes = utf8(text);
  const room = new Uint8Array(place + bytes.length + 8);
  room.set(bytes, place);
  return !hasControls(room.subarray(place, place + bytes.length)) && scanCanonical(text);
};

/** By parsing and writing: the other way to say it. */
const isOwnForm = (text: string): boolean => {
  try {
    return canonicalText(JSON.parse(text)) === text;
  } catch {
    return false;
  }
};

test.for([
  "{}",
  "[]",
  "null",
  "0",
  "-7",
  '""',
  '{"a":1,"b":[{"c":null,"d":true},[],{}],"e":"€😀\u007f\u2028"}',
  '{"10":1,"9":2}',
  '{"":1,"A":2,"a":3,"aa":4,"ö":5}',
  '{"n":999999999999999}',
])("%s is canonical, and seen to be", (text) => {
  expect([isSeen(text), isOwnForm(text)]).toEqual([true, true]);
});

test.for([
  "",
  " {}",
  "{} ",
  "{}{}",
  '{"a" :1}',
  '{"a":1,}',
  '{"a":}',
  '{"a"}',
  '{"a":1 }',
  '{"b":1,"a":2}',
  '{"a":1,"a":1}',
  '{"a":{"z":1,"y":2}}',
  "[1,]",
  "[,1]",
  "[1",
  "[1}",
  '{"a":1]',
  "01",
  "-0",
  "-",
  "-01",
  "1.0",
  "1e3",
  "+1",
  "nul",
  "nulll",
  "True",
  '"a',
  '"\t"',
  '"\\u0041"',
  '"\ud800"',
  "\ufeff{}",
  "NaN",
  "9007199254740993",
])("%s is not", (text) => {
  expect([isSeen(text), isOwnForm(text)]).toEqual([false, false]);
});

test("what it is not certain of it leaves to others: escapes, fractions, long numbers, great depth", () => {
  const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
  for (const text of ['"\\n"', "1.5", "1e+30", "9007199254740991", deep])
    expect([isSeen(text), isOwnForm(text)]).toEqual([false, true]);
});

test("tells the outermost members, with the text of their values", () => {
  const told: unknown[] = [];
  expect(scanCanonical('{"a":{"b":[1,{"c":2}]},"d":"x","e":-1}', (...member) => told.push(member))).toBe(true);
  expect(told).toEqual([
    ["a", '{"b":[1,{"c":2}]}'],
    ["d", '"x"'],
    ["e", "-1"],
  ]);
});

/** Text that is close to canonical JSON: some canonical one in which pieces were put, taken away or changed. */
const nearly = fc
  .tuple(
    fc.jsonValue({ maxDepth: 4 }),
    fc.array(
      fc.record({
        at: fc.nat(),
        cut: fc.nat(3),
        put: fc.constantFrom(
          "",
          ",",
          ":",
          '"',
          "{",
          "}",
          "[",
          "]",
          "0",
          "1",
          "-",
          ".",
          "e",
          " ",
          "\\",
          "\n",
          '"a":1',
          "ö",
        ),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([value, changes]) => {
    let text = canonicalText(JSON.parse(JSON.stringify(value)));
    for (const { at, cut, put } of changes) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + put + text.slice(place + cut);
    }
    return text;
  });

property.prop([nearly, fc.nat(7)], { numRuns: 2_000 })("never says yes to what is not canonical", (text, place) => {
  if (isSeen(text, place)) expect(isOwnForm(text)).toBe(true);
});

const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.string({ unit: fc.constantFrom("a", "Z", "9", "-", "_", "ö", "€", "😀", " ", "{", "]", ",", ":") }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[A-Za-z0-9ö]{0,3}$/), tie("value"), { maxKeys: 5 }),
  ),
})).value;

property.prop([plain])("says yes to what is canonical and has none of these", (value) => {
  expect(isSeen(canonicalText(value))).toBe(true);
});

property.prop([fc.uint8Array({ min: 0x20, max: 0xff, maxLength: 40 }), fc.nat(7), fc.nat(), fc.nat(0x1f)])(
  "a control character is seen wherever it stands, and nothing else is taken for one",
  (bytes, place, at, control) => {
    const room = new Uint8Array(place + bytes.length + 4);
    room.set(bytes, place);
    const own = room.subarray(place, place + bytes.length);
    expect(hasControls(own)).toBe(false);
    if (own.length === 0) return;
    own[at % own.length] = control;
    expect(hasControls(own)).toBe(true);
  },
);
