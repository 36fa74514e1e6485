import { fc, test as property } from "@fast-check/vitest";
import * as asn1js from "asn1js";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { concat, fromHex, toHex } from "../../../domain/kernel/bytes.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";

const bytes = (text: string): Uint8Array => fromHex(text.replaceAll(" ", "")) ?? expect.unreachable("not hex");

/** What an independent parser makes of the bytes; it must use them all. */
const oracle = <T extends asn1js.AsnType>(type: new () => T, encoded: Uint8Array): T => {
  const { offset, result } = asn1js.fromBER(encoded);
  expect(offset).toBe(encoded.length);
  expect(result.error).toBe("");
  expect(result).toBeInstanceOf(type);
  return result as T;
};

describe("every primitive has the one encoding that X.690 gives it", () => {
  const at = (text: string) => text as Instant;
  test.for<[string, Uint8Array, string]>([
    ["integer 0", der.integer(0), "02 01 00"],
    ["integer 127", der.integer(127), "02 01 7f"],
    ["integer 128 takes a sign octet", der.integer(128), "02 02 00 80"],
    ["integer 255", der.integer(255), "02 02 00 ff"],
    ["integer 256", der.integer(256n), "02 02 01 00"],
    ["integer 2^64", der.integer(1n << 64n), "02 09 01 00 00 00 00 00 00 00 00"],
    ["integer octets lose their leading zeros", der.integerFromBytes(bytes("00 00 01")), "02 01 01"],
    ["integer octets keep the sign octet they need", der.integerFromBytes(bytes("00 80")), "02 02 00 80"],
    ["no integer octets are zero", der.integerFromBytes(bytes("")), "02 01 00"],
    ["only zero octets are zero", der.integerFromBytes(bytes("00 00 00")), "02 01 00"],
    ["oid 0.0", der.oid("0.0"), "06 01 00"],
    ["oid 1.39", der.oid("1.39"), "06 01 4f"],
    ["oid 2.0", der.oid("2.0"), "06 01 50"],
    ["oid 2.999.3, X.690 §8.19.5", der.oid("2.999.3"), "06 03 88 37 03"],
    ["oid 1.2.840.113549", der.oid("1.2.840.113549"), "06 06 2a 86 48 86 f7 0d"],
    ["bit string, X.690 §8.6.4.2", der.bitString(bytes("0a 3b 5f 29 1c d0"), 4), "03 07 04 0a 3b 5f 29 1c d0"],
    ["bit string of whole octets", der.bitString(bytes("ff")), "03 02 00 ff"],
    ["named bits: none", der.namedBitString([]), "03 01 00"],
    ["named bits: the first", der.namedBitString([0]), "03 02 07 80"],
    ["named bits: 5 and 6, in any order", der.namedBitString([6, 5]), "03 02 01 06"],
    ["named bits: a whole octet", der.namedBitString([7]), "03 02 00 01"],
    ["named bits: into the second octet", der.namedBitString([0, 8]), "03 03 07 80 80"],
    ["octet string", der.octetString(bytes("01 02")), "04 02 01 02"],
    ["empty octet string", der.octetString(bytes("")), "04 00"],
    ["UTF8String", der.utf8String("ü"), "0c 02 c3 bc"],
    ["PrintableString", der.printableString("A-1"), "13 03 41 2d 31"],
    ["IA5String", der.ia5String("a@b"), "16 03 61 40 62"],
    ["true", der.boolean(true), "01 01 ff"],
    ["false", der.boolean(false), "01 01 00"],
    ["enumerated", der.enumerated(10), "0a 01 0a"],
    ["null", der.nullValue, "05 00"],
    ["empty sequence", der.sequence(), "30 00"],
    ["sequence", der.sequence(der.nullValue, der.integer(1)), "30 05 05 00 02 01 01"],
    ["the same from an array", der.sequenceOf([der.nullValue, der.integer(1)]), "30 05 05 00 02 01 01"],
    ["set", der.setOf(der.nullValue, der.integer(1)), "31 05 02 01 01 05 00"],
    ["explicit tag", der.explicit(3, der.nullValue), "a3 02 05 00"],
    ["implicit tag, primitive", der.implicit(2, false, bytes("61")), "82 01 61"],
    ["implicit tag, constructed", der.implicit(1, true, der.nullValue), "a1 02 05 00"],
    ["the last UTCTime", der.time(at("2049-12-31T23:59:59.999Z")), `17 0d ${toHex(Buffer.from("491231235959Z"))}`],
    [
      "the first GeneralizedTime",
      der.time(at("2050-01-01T00:00:00.000Z")),
      `18 0f ${toHex(Buffer.from("20500101000000Z"))}`,
    ],
    ["1970 is UTCTime", der.time(at("1970-01-01T00:00:00.000Z")), `17 0d ${toHex(Buffer.from("700101000000Z"))}`],
    [
      "GeneralizedTime on demand",
      der.generalizedTime(at("2026-11-24T09:28:05.123Z")),
      `18 0f ${toHex(Buffer.from("20261124092805Z"))}`,
    ],
  ])("%s", ([, encoded, expected]) => {
    expect(toHex(encoded)).toBe(expected.replaceAll(" ", ""));
  });
});

test.for([
  [0, "0400"],
  [127, "047f"],
  [128, "048180"],
  [255, "0481ff"],
  [256, "04820100"],
  [65_535, "0482ffff"],
  [65_536, "0483010000"],
  [16_777_216, "048401000000"],
] as const)("a content of %d octets has the shortest length", ([size, head]) => {
  const encoded = der.octetString(new Uint8Array(size));
  expect(toHex(encoded.subarray(0, head.length / 2))).toBe(head);
  expect(encoded.length).toBe(head.length / 2 + size);
});

test("a set stands in ascending order of its octets, whatever the order of its making", () => {
  const parts = ["0c0161", "0c0162", "0c026161", "130161", "02020080", "020100"].map(bytes);
  const sorted = "3114" + "020100" + "02020080" + "0c0161" + "0c0162" + "0c026161" + "130161";
  expect(toHex(der.setOf(...parts))).toBe(sorted);
  expect(toHex(der.setOf(...parts.toReversed()))).toBe(sorted);
});

test("setOf does not reorder the caller's array", () => {
  const parts = [der.nullValue, der.integer(1)];
  der.setOf(...parts);
  expect(parts[0]).toBe(der.nullValue);
});

test("a sequence of a million elements is written", () => {
  const entry = der.nullValue;
  expect(der.sequenceOf(Array.from({ length: 1_000_000 }, () => entry)).length).toBe(2_000_000 + 5);
});

test("the same object identifier is encoded once", () => {
  expect(der.oid("1.2.3.4.5.6.7")).toBe(der.oid("1.2.3.4.5.6.7"));
});

describe("what has no encoding is a Defect", () => {
  test.for<[string, () => unknown]>([
    ["a negative integer", () => der.integer(-1)],
    ["a negative bigint", () => der.integer(-1n)],
    ["an umlaut in a PrintableString", () => der.printableString("ü")],
    ["an at sign in a PrintableString", () => der.printableString("a@b")],
    ["an umlaut in an IA5String", () => der.ia5String("ü")],
    ["a newline in an IA5String", () => der.ia5String("a\nb")],
    ...["", "1", "3.1", "0.40", "1.40", "1.99.1", "1.2.", "1..2", "1.02", "1.2.a", " 1.2", "2.05"].map(
      (text): [string, () => unknown] => [`the object identifier "${text}"`, () => der.oid(text)],
    ),
  ])("%s", ([, write]) => {
    expect(write).toThrow(TypeError);
  });
});

test.for(["0.0", "0.39", "1.39.1", "2.40", "2.999999999999999999999.1"])("%s is an object identifier", (text) => {
  expect(der.isOid(text)).toBe(true);
  expect(() => der.oid(text)).not.toThrow();
});

describe("an independent parser reads what was written", () => {
  property.prop([fc.bigInt({ min: 0n, max: 1n << 256n })])("integers", (n) => {
    expect(oracle(asn1js.Integer, der.integer(n)).toBigInt()).toBe(n);
  });

  property.prop([fc.uint8Array({ maxLength: 40 })])("integers from octets", (octets) => {
    const n = BigInt(`0x${toHex(octets) || "0"}`);
    expect(der.integerFromBytes(octets)).toEqual(der.integer(n));
  });

  const arc = fc.oneof(fc.nat(200), fc.nat(2 ** 31 - 1)).map(String);
  const dotted = fc
    .oneof(
      fc.tuple(fc.constantFrom("0", "1"), fc.nat(39).map(String), fc.array(arc, { maxLength: 8 })),
      fc.tuple(fc.constant("2"), fc.nat(47).map(String), fc.array(arc, { maxLength: 8 })),
    )
    .map(([a, b, rest]) => [a, b, ...rest].join("."));
  property.prop([dotted])("object identifiers", (text) => {
    expect(oracle(asn1js.ObjectIdentifier, der.oid(text)).getValue()).toBe(text);
  });

  property.prop([fc.uniqueArray(fc.nat(20), { maxLength: 12 })])("named bits", (bits) => {
    const encoded = der.namedBitString(bits);
    const value = oracle(asn1js.BitString, encoded);
    const octets = value.valueBlock.valueHexView;
    const set = Array.from({ length: octets.length * 8 }, (_, i) => i).filter(
      (i) => (octets[i >> 3] ?? 0) & (0x80 >> (i & 7)),
    );
    expect(set).toEqual(bits.toSorted((a, b) => a - b));
    // X.690 §11.2.2: the last bit is a one.
    expect(octets.length * 8 - value.valueBlock.unusedBits).toBe(Math.max(-1, ...bits) + 1);
  });

  property.prop([fc.string({ unit: "grapheme", maxLength: 300 })])("UTF-8 strings", (text) => {
    expect(oracle(asn1js.Utf8String, der.utf8String(text)).getValue()).toBe(text);
  });

  property.prop([fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 })])("sequences", (parts) => {
    const encoded = der.sequenceOf(parts.map(der.octetString));
    const { value } = oracle(asn1js.Sequence, encoded).valueBlock;
    expect(value.map((v) => new Uint8Array((v as asn1js.OctetString).getValue()))).toEqual(parts);
  });

  const seconds = fc.integer({ min: 0, max: 253_402_300_799 });
  property.prop([seconds])("times", (s) => {
    const date = new Date(s * 1000);
    const encoded = der.time(date.toISOString() as Instant);
    const isShort = date.getUTCFullYear() < 2050;
    expect(oracle<asn1js.UTCTime>(isShort ? asn1js.UTCTime : asn1js.GeneralizedTime, encoded).toDate()).toEqual(date);
  });

  property.prop([fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 6 })])("sets, in any order alike", (parts) => {
    const elements = parts.map(der.octetString);
    const encoded = der.setOf(...elements);
    expect(der.setOf(...elements.toReversed())).toEqual(encoded);
    const inside = asn1js.fromBER(encoded).result as asn1js.Set;
    const hexes = inside.valueBlock.value.map((v) => toHex(new Uint8Array(v.toBER())));
    expect(hexes).toEqual(elements.map(toHex).toSorted());
  });
});

test("tlv concatenates its parts", () => {
  expect(der.tlv(0x30, bytes("0500"), bytes("0500"))).toEqual(concat([bytes("3004"), bytes("05000500")]));
});
