import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { comparableName, isSameName, isWithinName, MAX_NAME_BYTES } from "../../../domain/pki/name-match.ts";

const attribute = (type: string, value: Uint8Array) => der.sequence(der.oid(type), value);
const name = (...rdns: readonly (readonly Uint8Array[])[]) => der.sequence(...rdns.map((rdn) => der.setOf(...rdn)));
const cn = (text: string, tag = 0x0c) => attribute("2.5.4.3", der.tlv(tag, utf8(text)));
const one = (text: string, tag = 0x0c) => name([cn(text, tag)]);
const bmp = (text: string) =>
  name([
    attribute(
      "2.5.4.3",
      der.tlv(0x1e, Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]))),
    ),
  ]);
const namesMatch = (a: Uint8Array, b: Uint8Array): boolean => isSameName(comparableName(a), comparableName(b));
const dc = (text: string) => attribute("0.9.2342.19200300.100.1.25", der.ia5String(text));

describe("RFC 5280 §7.1: the same name", () => {
  test.for<[string, Uint8Array, Uint8Array]>([
    ["the same octets", one("a"), one("a")],
    ["the empty name", name(), name()],
    ["another case", one("Example CA"), one("EXAMPLE ca")],
    ["another case of letters that are not ASCII", one("MÜLLER Σ"), one("müller ς")],
    ["a letter whose capital is two", one("Strasse"), one("Straße")],
    ["a full-width letter", one("Ａ"), one("a")],
    ["a ligature", one("ﬁx"), one("fix")],
    ["composed and decomposed", one("é"), one("e\u0301")],
    ["PrintableString and UTF8String", one("Example CA", 0x13), one("Example CA")],
    ["BMPString and UTF8String", bmp("名前"), one("名前")],
    ["TeletexString and UTF8String", name([attribute("2.5.4.3", der.tlv(0x14, Uint8Array.of(0xfc)))]), one("ü")],
    ["spaces around", one("  a "), one("a")],
    ["several spaces within", one("a   b"), one("a b")],
    ["another space", one("a\u00a0b\u3000c"), one("a b c")],
    ["a soft hyphen", one("ab\u00adc"), one("abc")],
    ["a joiner that nobody sees", one("ab\u200dc"), one("abc")],
    [
      "the attributes of one RDN in another order",
      der.sequence(der.tlv(0x31, cn("a"), dc("b"))),
      der.sequence(der.tlv(0x31, dc("B"), cn("A"))),
    ],
    ["domainComponent in another case", name([dc("Example")]), name([dc("example")])],
    [
      "emailAddress in another case",
      name([attribute("1.2.840.113549.1.9.1", der.ia5String("A@B.test"))]),
      name([attribute("1.2.840.113549.1.9.1", der.ia5String("a@b.TEST"))]),
    ],
  ])("%s", ([, a, b]) => {
    expect(namesMatch(a, b)).toBe(true);
    expect(namesMatch(b, a)).toBe(true);
  });
});

describe("RFC 5280 §7.1: not the same name", () => {
  test.for<[string, Uint8Array, Uint8Array]>([
    ["another text", one("a"), one("b")],
    ["a space within", one("ab"), one("a b")],
    ["another type", one("a"), name([attribute("2.5.4.10", der.utf8String("a"))])],
    ["another order of RDNs", name([cn("a")], [dc("b")]), name([dc("b")], [cn("a")])],
    ["one RDN or two", name([cn("a"), dc("b")]), name([cn("a")], [dc("b")])],
    ["one more RDN", name([cn("a")]), name([cn("a")], [cn("b")])],
    ["the dotless i", one("ı"), one("i")],
    ["an accent", one("e"), one("é")],
    [
      "values that are no strings",
      name([attribute("2.5.4.3", der.integer(1))]),
      name([attribute("2.5.4.3", der.integer(2))]),
    ],
    ["a text and octets that are its hexadecimal form", one("#020101"), name([attribute("2.5.4.3", der.integer(1))])],
    ["characters that may not be there, in another case", one("A\ue000"), one("a\ue000")],
    ["no names", Uint8Array.of(1), Uint8Array.of(1)],
    ["names longer than any", one("x".repeat(MAX_NAME_BYTES)), one("x".repeat(MAX_NAME_BYTES))],
    ["two attributes, and one whose text is both", name([cn("a"), cn("b")]), name([cn("a\u00002.5.4.3=b")])],
    ["two RDNs, and one whose text is both", name([cn("a")], [cn("b")]), name([cn("a\u00012.5.4.3=b")])],
  ])("%s", ([, a, b]) => {
    expect(namesMatch(a, b)).toBe(false);
    expect(namesMatch(b, a)).toBe(false);
  });
});

describe("below a name", () => {
  const base = name([dc("TEST")], [dc("example")]);
  test.for<[string, Uint8Array, boolean]>([
    ["itself", base, true],
    ["one part more", name([dc("test")], [dc("Example")], [cn("x")]), true],
    ["one part less", name([dc("test")]), false],
    ["a sibling", name([dc("test")], [dc("other")], [cn("x")]), false],
    ["the parts at the end", name([cn("x")], [dc("test")], [dc("example")]), false],
    ["a part that begins as the last one does", name([dc("test")], [dc("examples")]), false],
    ["one attribute more in the last part", name([dc("test")], [dc("example"), dc("x")]), false],
  ])("%s: %s", ([, below, expected]) => {
    expect(isWithinName(comparableName(below), comparableName(base))).toBe(expected);
  });

  test("everything is below the empty name", () => {
    expect(isWithinName(comparableName(one("x")), comparableName(name()))).toBe(true);
  });

  test("what is no name is neither below another nor not", () => {
    expect(isWithinName(undefined, comparableName(base))).toBeUndefined();
    expect(isWithinName(comparableName(base), undefined)).toBeUndefined();
  });
});

property.prop([fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 })], { numRuns: 2000 })(
  "octets of any kind are judged",
  (a, b) => {
    expect(typeof namesMatch(der.tlv(0x30, a), der.tlv(0x30, b))).toBe("boolean");
  },
);

property.prop([fc.string({ unit: "binary" }), fc.string({ unit: "binary" })])("matching has no direction", (a, b) => {
  expect(namesMatch(one(a), one(b))).toBe(namesMatch(one(b), one(a)));
});
