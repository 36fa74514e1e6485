import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type DerReader, malformed, must, readDer } from "../../../domain/der/reader.ts";
import * as der from "../../../domain/der/writer.ts";
import { concat, fromHex, toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { refusal } from "../../../domain/kernel/refusal.ts";
import { expectOk, refuse } from "../../../domain/kernel/result.ts";

const bytes = (text: string): Uint8Array => fromHex(text.replaceAll(" ", "")) ?? expect.unreachable("not hex");

const READS = {
  any: (r: DerReader) => r.next(),
  integer: (r: DerReader) => r.integerBytes(),
  unsigned: (r: DerReader) => r.unsignedHex(),
  small: (r: DerReader) => r.smallInteger(),
  boolean: (r: DerReader) => r.boolean(),
  oid: (r: DerReader) => r.oid(),
  octets: (r: DerReader) => r.octetString(),
  bits: (r: DerReader) => r.bitString(),
  null: (r: DerReader) => r.null(),
  time: (r: DerReader) => r.time(),
  text: (r: DerReader) => r.text(),
  sequence: (r: DerReader) => r.each(r.expect(0x30), (inner) => toHex(inner.next().whole)),
} as const;
type Read = keyof typeof READS;

const ascii = (tag: string, text: string): string => toHex(der.tlv(Number.parseInt(tag, 16), utf8(text)));

describe("what is not DER is refused", () => {
  test.for<[string, Read, string]>([
    // X.690 §8.1.2, §8.1.3, §10.1: tags and lengths
    ["nothing at all", "any", ""],
    ["a tag without a length", "any", "04"],
    ["a tag number above 30", "any", "1f 1f 00"],
    ["the indefinite form", "any", "30 80 00 00"],
    ["a length of five octets", "any", "04 85 00 00 00 00 01 ff"],
    ["the reserved length octet", "any", "04 ff"],
    ["a long form where the short one does", "any", "04 81 01 ff"],
    ["a long form for 127", "any", `04 81 7f ${"00".repeat(127)}`],
    ["a long form with a leading zero", "any", `04 82 00 80 ${"00".repeat(128)}`],
    ["a long form for zero", "any", "04 81 00"],
    ["a length cut short", "any", "04 82 01"],
    ["a content cut short", "any", "04 03 01 02"],
    ["a content far too short", "any", "04 84 ff ff ff ff 00"],
    ["bytes after the end", "any", "05 00 00"],
    ["a second element", "any", "05 00 05 00"],
    // §8.2, §11.1: BOOLEAN
    ["a BOOLEAN of 01", "boolean", "01 01 01"],
    ["an empty BOOLEAN", "boolean", "01 00"],
    ["a long BOOLEAN", "boolean", "01 02 ff ff"],
    // §8.3: INTEGER
    ["an empty INTEGER", "integer", "02 00"],
    ["a needless zero octet", "integer", "02 02 00 7f"],
    ["a needless ff octet", "integer", "02 02 ff 80"],
    ["two zero octets", "integer", "02 02 00 00"],
    ["a negative where none may be", "unsigned", "02 01 80"],
    ["a negative version", "small", "02 01 ff"],
    ["an INTEGER that is not small", "small", "02 05 01 00 00 00 00"],
    ["a constructed INTEGER", "integer", "22 03 02 01 00"],
    // §8.19: OBJECT IDENTIFIER
    ["an empty OBJECT IDENTIFIER", "oid", "06 00"],
    ["an arc with leading zero bits", "oid", "06 03 2a 80 01"],
    ["a first arc with leading zero bits", "oid", "06 02 80 01"],
    ["an arc without its end", "oid", "06 02 2a 86"],
    ["an OBJECT IDENTIFIER longer than 64 octets", "oid", `06 41 ${"2a".repeat(65)}`],
    // §8.6, §8.7, §10.2: BIT STRING and OCTET STRING
    ["a BIT STRING without its first octet", "bits", "03 00"],
    ["a BIT STRING with unused bits", "bits", "03 02 01 fe"],
    ["a constructed BIT STRING", "bits", "23 04 03 02 00 ff"],
    ["a constructed OCTET STRING", "octets", "24 03 04 01 ff"],
    // §8.8: NULL
    ["a NULL with content", "null", "05 01 00"],
    // §11.7, §11.8 and RFC 5280 §4.1.2.5: times
    ["a UTCTime without seconds", "time", ascii("17", "2601010000Z")],
    ["a UTCTime with an offset", "time", ascii("17", "260101000000+0100")],
    ["a UTCTime without Z", "time", ascii("17", "2601010000000")],
    ["a UTCTime on 30 February", "time", ascii("17", "260230000000Z")],
    ["a UTCTime at 24 o'clock", "time", ascii("17", "260101240000Z")],
    ["a UTCTime with a leap second", "time", ascii("17", "261231235960Z")],
    ["a GeneralizedTime with fractions", "time", ascii("18", "20500101000000.5Z")],
    ["a GeneralizedTime with an offset", "time", ascii("18", "20500101000000+0000")],
    ["a GeneralizedTime where UTCTime is due", "time", ascii("18", "20491231235959Z")],
    ["a GeneralizedTime of long ago", "time", ascii("18", "19490101000000Z")],
    ["a time after a byte order mark", "time", `17 10 efbbbf ${toHex(utf8("260101000000Z"))}`],
    ["a time that is no text", "time", "17 01 ff"],
    ["a time of another type", "time", ascii("0c", "260101000000Z")],
    // strings
    ["a PrintableString with an at sign", "text", ascii("13", "a@b")],
    ["an IA5String with an umlaut", "text", ascii("16", "ü")],
    ["a UTF8String that is none", "text", "0c 02 c3 28"],
    ["a UTF8String in overlong form", "text", "0c 02 c0 80"],
    ["a UTF8String with a surrogate", "text", "0c 03 ed a0 80"],
    ["a UTF8String after a byte order mark", "text", "0c 04 ef bb bf 61"],
    ["half a BMPString", "text", "1e 01 61"],
    ["an INTEGER as text", "text", "02 01 61"],
    ["a constructed string", "text", "2c 03 0c 01 61"],
    // constructed types
    ["a primitive SEQUENCE", "sequence", "10 00"],
    ["a SEQUENCE whose element overruns it", "sequence", "30 02 04 05 00 00 00 00 00"],
    ["a SEQUENCE with half an element", "sequence", "30 03 05 00 05"],
  ])("%s", ([, read, encoded]) => {
    const result = readDer<unknown>(bytes(encoded), READS[read]);
    expect(result).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

describe("what is DER is read", () => {
  test.for<[string, Read, string, unknown]>([
    ["zero", "unsigned", "02 01 00", "00"],
    ["a sign octet is not part of the number", "unsigned", "02 02 00 80", "80"],
    ["an INTEGER's own octets", "integer", "02 02 00 80", bytes("0080")],
    ["a negative INTEGER as octets", "integer", "02 01 80", bytes("80")],
    ["the largest small INTEGER", "small", "02 05 00 ff ff ff ff", 0xffffffff],
    ["true", "boolean", "01 01 ff", true],
    ["false", "boolean", "01 01 00", false],
    ["2.999.3", "oid", "06 03 88 37 03", "2.999.3"],
    ["0.39", "oid", "06 01 27", "0.39"],
    ["1.0", "oid", "06 01 28", "1.0"],
    ["2.0", "oid", "06 01 50", "2.0"],
    ["an OBJECT IDENTIFIER of 64 octets", "oid", `06 40 ${"2a".repeat(64)}`, `1.2${".42".repeat(63)}`],
    ["an empty BIT STRING", "bits", "03 01 00", bytes("")],
    ["a UTCTime of this century", "time", ascii("17", "491231235959Z"), "2049-12-31T23:59:59.000Z"],
    ["a UTCTime of the last century", "time", ascii("17", "500101000000Z"), "1950-01-01T00:00:00.000Z"],
    ["a leap day", "time", ascii("17", "280229000000Z"), "2028-02-29T00:00:00.000Z"],
    ["the last GeneralizedTime", "time", ascii("18", "99991231235959Z"), "9999-12-31T23:59:59.000Z"],
    ["UTF-8", "text", ascii("0c", "Jürgen 名"), "Jürgen 名"],
    ["IA5", "text", ascii("16", "a@b"), "a@b"],
    ["an empty string", "text", "0c 00", ""],
    ["an empty SEQUENCE", "sequence", "30 00", []],
    ["elements of a SEQUENCE", "sequence", "30 05 05 00 02 01 07", ["0500", "020107"]],
  ])("%s", ([, read, encoded, expected]) => {
    expect(expectOk<unknown, unknown>(readDer<unknown>(bytes(encoded), READS[read]))).toEqual(expected);
  });

  test("an element knows its tag, its content and itself", () => {
    const { tag, content, whole } = expectOk(readDer(bytes("04 02 aa bb"), READS.any));
    expect([tag, toHex(content), toHex(whole)]).toEqual([4, "aabb", "0402aabb"]);
  });

  test("an optional element is read when it is there and passed over when not", () => {
    const read = (r: DerReader) => {
      const s = r.sequence();
      const flag = s.optional(0x01) !== undefined;
      const number = s.smallInteger();
      s.end();
      return [flag, number, s.peek()];
    };
    expect(expectOk(readDer(bytes("30 03 02 01 05"), read))).toEqual([false, 5, undefined]);
    expect(expectOk(readDer(bytes("30 06 01 01 ff 02 01 05"), read))).toEqual([true, 5, undefined]);
  });
});

describe("the bounds", () => {
  const nested = (levels: number): Uint8Array => {
    let inner = der.nullValue;
    for (let i = 0; i < levels; i++) inner = der.sequence(inner);
    return inner;
  };
  const descend = (levels: number) => (r: DerReader) => {
    let at = r;
    for (let i = 0; i < levels; i++) at = at.sequence();
    return at.null();
  };

  test("32 levels are read, 33 refused", () => {
    expect(readDer(nested(32), descend(32)).ok).toBe(true);
    expect(readDer(nested(33), descend(33))).toEqual(refuse(refusal("der.malformed", "too deep")));
  });

  test("input of the size allowed is read, one octet more refused before it is looked at", () => {
    const input = der.octetString(new Uint8Array(98));
    expect(readDer(input, READS.octets, { maxBytes: 100 }).ok).toBe(true);
    expect(readDer(input, READS.octets, { maxBytes: 99 })).toEqual(refuse(refusal("der.malformed", "too large")));
  });

  test("a huge OBJECT IDENTIFIER is refused without reading it", () => {
    const started = performance.now();
    expect(readDer(der.tlv(0x06, new Uint8Array(1 << 20).fill(0xff)), READS.oid).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("readDer turns only what is malformed into a refusal", () => {
  test("under the code that it was given", () => {
    const result = readDer(bytes("05"), READS.null, { code: "ocsp.malformed" });
    expect(result).toMatchObject({ ok: false, error: { code: "ocsp.malformed" } });
  });

  test("also what the caller finds wrong", () => {
    expect(readDer(der.nullValue, () => malformed("not today"))).toEqual(refuse(refusal("der.malformed", "not today")));
  });

  test("also an inner refusal", () => {
    const inner = refuse(refusal("name.malformed", "inner"));
    expect(readDer(der.nullValue, () => must(inner))).toEqual(refuse(refusal("der.malformed", "inner")));
  });

  test("but not a Defect", () => {
    const defect = () => {
      throw new RangeError("a defect");
    };
    expect(() => readDer(der.nullValue, defect)).toThrow(RangeError);
  });

  test("and refuses a callback that leaves bytes unread", () => {
    expect(readDer(der.nullValue, () => 1)).toEqual(refuse(refusal("der.malformed", "trailing bytes")));
  });
});

describe("what was written is read back", () => {
  property.prop([fc.bigInt({ min: 0n, max: 1n << 512n })])("integers", (n) => {
    const hex = expectOk(readDer(der.integer(n), READS.unsigned));
    expect(BigInt(`0x${hex}`)).toBe(n);
    expect(hex.length % 2).toBe(0);
  });

  const dotted = fc
    .tuple(fc.nat(2), fc.nat(39), fc.array(fc.bigInt({ min: 0n, max: 1n << 70n }), { maxLength: 5 }))
    .map(([a, b, rest]) => [a, b, ...rest].join("."));
  property.prop([dotted])("object identifiers", (text) => {
    expect(expectOk(readDer(der.oid(text), READS.oid))).toBe(text);
  });

  property.prop([fc.integer({ min: 0, max: 253_402_300_799 })])("times", (s) => {
    const instant = new Date(s * 1000).toISOString() as Instant;
    expect(expectOk(readDer(der.time(instant), READS.time))).toBe(instant);
  });

  property.prop([fc.nat(70_000)], { numRuns: 50 })("contents of any length", (size) => {
    const content = new Uint8Array(size).fill(7);
    expect(expectOk(readDer(der.octetString(content), READS.octets)).length).toBe(size);
  });

  property.prop([fc.string({ unit: "grapheme", maxLength: 100 })])("strings", (text) => {
    fc.pre(!text.startsWith("\ufeff"));
    expect(expectOk(readDer(der.utf8String(text), READS.text))).toBe(text);
  });

  property.prop([fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 })])("sequences", (parts) => {
    const elements = parts.map(der.octetString);
    expect(expectOk(readDer(der.sequenceOf(elements), READS.sequence))).toEqual(elements.map(toHex));
  });
});

describe("no input makes a reader throw, and what is read has one encoding", () => {
  const names = Object.keys(READS) as Read[];
  // Random octets are rarely an element; a true tag and length lead further in.
  const element = fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 12, 19, 22, 23, 24, 48), fc.uint8Array({ maxLength: 24 }))
    .map(([tag, content]) => der.tlv(tag, content));

  property.prop([fc.oneof(fc.uint8Array({ maxLength: 32 }), element), fc.constantFrom(...names)], { numRuns: 3000 })(
    "whatever the octets",
    (input, name) => {
      const result = readDer<unknown>(input, READS[name]);
      if (!result.ok) expect(result.error.code).toBe("der.malformed");
    },
  );

  property.prop([element], { numRuns: 3000 })("primitive values encode to the bytes they were read from", (input) => {
    const again: readonly (Uint8Array | undefined)[] = [
      rewrite(input, READS.unsigned, (hex) => der.integerFromBytes(fromHex(hex) ?? new Uint8Array())),
      rewrite(input, READS.boolean, der.boolean),
      rewrite(input, READS.oid, der.oid),
      rewrite(input, READS.bits, der.bitString),
      rewrite(input, READS.octets, der.octetString),
      rewrite(input, READS.time, der.time),
    ];
    for (const written of again) if (written !== undefined) expect(written).toEqual(input);
  });
});

const rewrite = <T>(input: Uint8Array, read: (r: DerReader) => T, write: (value: T) => Uint8Array) => {
  const result = readDer(input, read);
  return result.ok ? write(result.value) : undefined;
};

test("a sequence of two reads from where the first ended", () => {
  const input = concat([der.integer(1), der.integer(2)]);
  expect(expectOk(readDer(input, (r) => [r.smallInteger(), r.smallInteger()]))).toEqual([1, 2]);
});
