import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { encodeFrame, FrameError, FrameReader } from "../../../adapters/signer-socket/frame.ts";
import { concat, toHex, utf8 } from "../../../domain/kernel/bytes.ts";

const frameOf = (body: Uint8Array): Uint8Array => {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, body.length);
  return concat([head, body]);
};

test.for([
  { name: "null", value: null, hex: "000000046e756c6c" },
  { name: "members in order", value: { b: 1, a: "é" }, hex: `00000010${toHex(utf8('{"a":"é","b":1}'))}` },
])("a frame is four octets of length and canonical JSON: $name", ({ value, hex }) => {
  expect(toHex(encodeFrame(value))).toBe(hex);
});

/** Values that JSON carries unchanged, as plain objects. */
const json = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown);

property.prop([fc.array(json, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })])(
  "frames come out as they went in, however the stream is cut",
  (values, cuts) => {
    const stream = concat(values.map(encodeFrame));
    const reader = new FrameReader(1 << 20);
    const out: unknown[] = [];
    for (let at = 0, i = 0; at < stream.length; i++) {
      const size = cuts[i % cuts.length] ?? 1;
      out.push(...reader.push(stream.subarray(at, at + size)));
      at += size;
    }
    expect(out).toEqual(values);
    expect(reader.isInside).toBe(false);
  },
);

test("a large frame in small pieces takes time in proportion to its size", () => {
  const value = "x".repeat(8 << 20);
  const stream = encodeFrame(value);
  const reader = new FrameReader(16 << 20);
  const out: unknown[] = [];
  for (let at = 0; at < stream.length; at += 1 << 14) out.push(...reader.push(stream.subarray(at, at + (1 << 14))));
  expect(out).toEqual([value]);
});

describe("what is refused", () => {
  test.for([
    { name: "a length above the limit, before its body came", bytes: Uint8Array.of(0, 0, 0, 11) },
    { name: "the largest length", bytes: Uint8Array.of(255, 255, 255, 255) },
    { name: "an empty body", bytes: frameOf(utf8("")) },
    { name: "no JSON", bytes: frameOf(utf8("{a:1}")) },
    { name: "two values", bytes: frameOf(utf8("1 2")) },
    { name: "no UTF-8", bytes: frameOf(Uint8Array.of(0x22, 0xff, 0x22)) },
    { name: "a good frame and then a bad one", bytes: concat([encodeFrame(1), frameOf(utf8("["))]) },
  ])("$name", ({ bytes }) => {
    expect(() => new FrameReader(10).push(bytes)).toThrow(FrameError);
  });

  test("a frame of exactly the limit is taken", () => {
    expect(new FrameReader(10).push(encodeFrame("12345678"))).toEqual(["12345678"]);
  });
});

test.for([
  { name: "at the start", bytes: new Uint8Array(), isInside: false },
  { name: "after one octet", bytes: Uint8Array.of(0), isInside: true },
  { name: "after a length", bytes: Uint8Array.of(0, 0, 0, 2), isInside: true },
  { name: "after a whole frame", bytes: encodeFrame(12), isInside: false },
  { name: "after a frame and a bit", bytes: concat([encodeFrame(12), Uint8Array.of(0)]), isInside: true },
])("$name a reader is inside a frame: $isInside", ({ bytes, isInside }) => {
  const reader = new FrameReader(10);
  reader.push(bytes);
  expect(reader.isInside).toBe(isInside);
});
