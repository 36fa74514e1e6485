import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { canonicalText, isCanonical } from "../../../domain/kernel/canonical-json.ts";

/** From RFC 8785 §3.2.2 and §3.2.3, and the corners around them. */
test.for([
  {
    name: "numbers in ECMAScript form",
    value: { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001] },
    text: '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  },
  { name: "minus zero", value: -0, text: "0" },
  { name: "control characters", value: '\u20ac$\u000f\nA\'B"\\\\"/', text: '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"' },
  {
    name: "keys by UTF-16 code units",
    value: { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 },
    text: '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}',
  },
  { name: "nesting", value: { b: [{ z: null, a: true }], a: {} }, text: '{"a":{},"b":[{"a":true,"z":null}]}' },
])("$name", ({ value, text }) => {
  expect(canonicalText(value)).toBe(text);
});

test.for([
  { name: "a lone surrogate", value: "\ud800" },
  { name: "a lone surrogate in a key", value: { "\udc00": 1 } },
  { name: "infinity", value: Number.POSITIVE_INFINITY },
  { name: "not a number", value: [Number.NaN] },
  { name: "undefined in an object", value: { a: undefined } },
  { name: "a function", value: () => 1 },
  { name: "a date", value: new Date(0) },
  { name: "bytes", value: Uint8Array.of(1) },
  { name: "a bigint", value: 1n },
])("$name is a defect", ({ value }) => {
  expect(() => canonicalText(value)).toThrow(TypeError);
});

describe("a text is its own canonical form, or is not", () => {
  const slowly = (text: string): boolean | "throws" => {
    try {
      return canonicalText(JSON.parse(text)) === text;
    } catch {
      return "throws";
    }
  };
  const quickly = (text: string): boolean | "throws" => {
    try {
      return isCanonical(text, JSON.parse(text));
    } catch {
      return "throws";
    }
  };

  test.for([
    '{"a":1,"b":[{"c":null,"d":"\\u20ac"}]}',
    '{"b":1,"a":2}',
    '{"a":{"z":1,"y":2}}',
    '[{"z":1,"y":2}]',
    '{"10":1,"9":2}',
    '{"9":2,"10":1}',
    '{"a":1, "b":2}',
    '{"a":1,"a":1}',
    '{"a":-0}',
    '{"a":1.0}',
    '{"a":1e3}',
    '{"a":1e21}',
    '{"a":"\\ud800"}',
    '{"a":"\\uD83D\\uDE00"}',
    '{"a":"😀"}',
    '{"a":"\\\\ud"}',
    '{"\\ud800":1}',
    '{"a":"\\u0041"}',
    '{"a":"\\/"}',
    '{"__proto__":1,"a":2}',
    '{"a":2,"__proto__":1}',
    "null",
    '"x"',
    " 1",
  ])("%s", (text) => {
    expect(quickly(text)).toBe(slowly(text));
  });

  property.prop([fc.jsonValue(), fc.boolean()])("whatever it is", (value, isOwn) => {
    const text = isOwn ? canonicalText(JSON.parse(JSON.stringify(value))) : JSON.stringify(value);
    expect(quickly(text)).toBe(slowly(text));
  });
});
