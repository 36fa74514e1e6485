import { expect, test } from "vitest";
import { canonicalText } from "../../../domain/kernel/canonical-json.ts";

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
