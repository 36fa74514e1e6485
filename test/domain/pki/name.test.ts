import { X509Certificate } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { checkName, encodeName, type Name, parseName } from "../../../domain/pki/name.ts";
import { formatName, formatRfc4514, parseDistinguishedName, parseRfc4514 } from "../../../domain/pki/name-text.ts";
import { openssl, withFiles } from "./openssl.ts";
import { makeLeaf, makeRoot } from "./sample.ts";
import { certificateVector } from "./vector.ts";

const cn = (value: string): Name => [{ type: "CN", value }];

/** The subject of `leaf.pem`: every type that has a short name. */
const EVERY_TYPE: Name = [
  { type: "C", value: "DE" },
  { type: "ST", value: "Baden-Württemberg" },
  { type: "L", value: "Ulm" },
  { type: "O", value: "Example, Inc." },
  { type: "OU", value: "#1 Team" },
  { type: "CN", value: "www.example.test" },
  { type: "SERIALNUMBER", value: "A-7" },
  { type: "E", value: "web@example.test" },
  { type: "DC", value: "example" },
];

describe("encoding", () => {
  test("a name of every type is the name that OpenSSL wrote", () => {
    const { subject } = expectOk(parseCertificate(certificateVector("leaf"))).fields;
    expect(toHex(encodeName(EVERY_TYPE))).toBe(toHex(subject));
    expect(expectOk(parseName(subject))).toEqual(EVERY_TYPE);
  });

  test("an unknown type goes by its number, as a UTF8String", () => {
    const name = [{ type: "2.5.4.98", value: "VATDE-1" }];
    expect(toHex(encodeName(name))).toBe(`30123110300e06035504620c07${toHex(Buffer.from("VATDE-1"))}`);
    expect(expectOk(parseName(encodeName(name)))).toEqual(name);
  });

  test("the empty name is 30 00", () => {
    expect(toHex(encodeName([]))).toBe("3000");
    expect(expectOk(parseName(encodeName([])))).toEqual([]);
  });

  test.for<[string, string, string]>([
    ["C", "DE", "13"],
    ["SERIALNUMBER", "A-7", "13"],
    ["DC", "example", "16"],
    ["E", "a@b.test", "16"],
    ["CN", "x", "0c"],
    ["O", "x", "0c"],
  ])("the string type of %s", ([type, value, tag]) => {
    const encoded = encodeName([{ type, value }]);
    expect(toHex(encoded.subarray(-value.length - 2, -value.length - 1))).toBe(tag);
  });

  test("node reads back what was written", () => {
    const leaf = makeLeaf(makeRoot(), { subject: EVERY_TYPE });
    const { subject } = new X509Certificate(leaf);
    expect(subject.split("\n")).toEqual([
      "C=DE",
      "ST=Baden-Württemberg",
      "L=Ulm",
      "O=Example\\, Inc.",
      "OU=\\#1 Team",
      "CN=www.example.test",
      "serialNumber=A-7",
      "emailAddress=web@example.test",
      "DC=example",
    ]);
  });
});

describe("a name that may not be encoded is refused", () => {
  test.for<[string, Name]>([
    ["an empty value", cn("")],
    ["a CN of 65 characters", cn("a".repeat(65))],
    ["an O of 65 characters", [{ type: "O", value: "a".repeat(65) }]],
    ["an L of 129 characters", [{ type: "L", value: "a".repeat(129) }]],
    ["a DC of 64 characters", [{ type: "DC", value: "a".repeat(64) }]],
    ["an E of 256 characters", [{ type: "E", value: "a".repeat(256) }]],
    ["a country of three letters", [{ type: "C", value: "DEU" }]],
    ["a country in lower case", [{ type: "C", value: "de" }]],
    ["a country of digits", [{ type: "C", value: "49" }]],
    ["a serial number with an at sign", [{ type: "SERIALNUMBER", value: "a@b" }]],
    ["a DC with an umlaut", [{ type: "DC", value: "ü" }]],
    ["an E with an umlaut", [{ type: "E", value: "ü@b" }]],
    ["an unknown type", [{ type: "X", value: "a" }]],
    ["a type in lower case", [{ type: "cn", value: "a" }]],
    ["a type that every object has", [{ type: "constructor", value: "a" }]],
    ["a type that is no object identifier", [{ type: "1.40", value: "a" }]],
    ["a known type by its number, past its bounds", [{ type: "2.5.4.6", value: "Germany" }]],
    ["half a character", cn("\ud800")],
    ["a zero character", cn("www.bank.test\0.evil.test")],
    ["a newline", cn("a\nb")],
    ["a byte order mark", cn("\ufeffa")],
    ["a good attribute before a bad one", [...cn("a"), { type: "C", value: "x" }]],
  ])("%s", ([, name]) => {
    expect(checkName(name)).toMatchObject({ ok: false, error: { code: "name.malformed" } });
  });

  test.for<[string, Name]>([
    ["64 characters of two octets each", cn("ü".repeat(64))],
    ["64 characters outside the basic plane", cn("𐍈".repeat(64))],
    ["the same type twice", [...cn("a"), ...cn("b")]],
    ["every type", EVERY_TYPE],
  ])("but %s may be", ([, name]) => {
    expect(expectOk(checkName(name))).toEqual(name);
    expect(expectOk(parseName(encodeName(name)))).toEqual(name);
  });
});

describe("DER that is not such a name is refused", () => {
  const rdn = (...attributes: readonly Uint8Array[]) => der.sequence(der.setOf(...attributes));
  const attribute = (value: Uint8Array) => der.sequence(der.oid("2.5.4.3"), value);
  test.for<[string, Uint8Array]>([
    [
      "an RDN out of order",
      der.sequence(der.tlv(0x31, attribute(der.utf8String("b")), attribute(der.utf8String("a")))),
    ],
    ["an attribute twice in one RDN", rdn(attribute(der.utf8String("a")), attribute(der.printableString("a")))],
    ["an RDN without attribute", rdn()],
    ["an RDN that is a SEQUENCE", der.sequence(der.sequence(attribute(der.utf8String("a"))))],
    ["a third element in an attribute", rdn(der.sequence(der.oid("2.5.4.3"), der.utf8String("a"), der.nullValue))],
    ["half a BMPString", rdn(attribute(der.tlv(0x1e, Uint8Array.of(97))))],
    ["an INTEGER", rdn(attribute(der.integer(1)))],
    ["an empty value", rdn(attribute(der.utf8String("")))],
    ["a value past its bound", rdn(attribute(der.utf8String("a".repeat(65))))],
    ["a zero character", rdn(attribute(der.utf8String("a\0")))],
    ["33 attributes", der.sequenceOf(Array.from({ length: 33 }, () => der.setOf(attribute(der.utf8String("a")))))],
    ["trailing bytes", Uint8Array.of(0x30, 0, 0)],
    ["more than 8 KiB", rdn(der.sequence(der.oid("2.5.4.97"), der.utf8String("a".repeat(8200))))],
    ["nothing", new Uint8Array()],
  ])("%s", ([, encoded]) => {
    expect(parseName(encoded)).toMatchObject({ ok: false, error: { code: "name.malformed" } });
  });

  test("a PrintableString, a T61String and an IA5String are read where this program writes UTF-8", () => {
    for (const tag of [0x13, 0x14, 0x16])
      expect(expectOk(parseName(rdn(attribute(der.tlv(tag, Uint8Array.of(65))))))).toEqual(cn("A"));
  });
});

describe("text", () => {
  test.for<[string, Name]>([
    ["CN=a", cn("a")],
    ["C=DE, O=Example, CN=x", [{ type: "C", value: "DE" }, { type: "O", value: "Example" }, ...cn("x")]],
    ["C=DE,O=Example,CN=x", [{ type: "C", value: "DE" }, { type: "O", value: "Example" }, ...cn("x")]],
    ["  cn  =  a b  ", cn("a b")],
    ["serialNumber=7", [{ type: "SERIALNUMBER", value: "7" }]],
    ["2.5.4.97=VATDE-1", [{ type: "ORGANIZATIONIDENTIFIER", value: "VATDE-1" }]],
    ["CN=#0c0161", cn("a")],
    ["O=b+CN=a", [{ ...cn("a")[0]!, and: [{ type: "O", value: "b" }] }]],
    ["1.2.3=#30030101ff", [{ type: "1.2.3", value: "30030101ff", isDer: true }]],
    ["2.5.4.3=a", cn("a")],
    ["CN=a\\, b", cn("a, b")],
    ['CN=a\\+b\\"c\\<d\\>e\\;f\\=g', cn('a+b"c<d>e;f=g')],
    ["CN=a=b", cn("a=b")],
    ["CN=a\\\\", cn("a\\")],
    ["CN=a\\\\ , O=b", [...cn("a\\"), { type: "O", value: "b" }]],
    ["CN=\\ a\\ ", cn(" a ")],
    ["CN=\\ ", cn(" ")],
    ["CN=\\#1", cn("#1")],
    ["CN=a#1", cn("a#1")],
    ["CN=J\\C3\\BCrgen", cn("Jürgen")],
    ["CN=\\4a\\4B", cn("JK")],
    ["CN=a\\,", cn("a,")],
    ["CN=x\u00a0", cn("x\u00a0")],
  ])("%s is read", ([text, name]) => {
    expect(expectOk(parseDistinguishedName(text))).toEqual(name);
  });

  test.for([
    "",
    " ",
    "a",
    "=a",
    "CN=",
    "CN= ",
    "CN=a,",
    ",CN=a",
    "CN=a,,O=b",
    "CN=a, O",
    "CN=a+",
    "CN=a+CN=a",
    "CN=#30030101ff",
    "1.2.3=#300301",
    "CN=#0",
    'CN="a"',
    "CN=a;O=b",
    "CN=<a>",
    "CN=a\\",
    "CN=a\\z",
    "CN=a\\4",
    "CN=\\FF",
    "CN=\\C3",
    "CN=\\00",
    "XX=a",
    "constructor=a",
    "1.99=a",
    "2.5.4.6=Germany",
    "C=Germany",
    "CN=a\nO=b",
    `CN=${"a".repeat(1022)}`,
    `CN=${" ".repeat(1000)}`,
  ])("%j is refused", (text) => {
    expect(parseDistinguishedName(text)).toMatchObject({ ok: false, error: { code: "name.malformed" } });
  });

  test("a name of every type is formatted in the order of its encoding", () => {
    expect(formatName(EVERY_TYPE)).toBe(
      "C=DE, ST=Baden-Württemberg, L=Ulm, O=Example\\, Inc., OU=\\#1 Team, CN=www.example.test, " +
        "SERIALNUMBER=A-7, E=web@example.test, DC=example",
    );
  });

  test("OpenSSL formats the same names in the same way", () => {
    const values = ["a", "a, b", " a ", "#1", "a+b", "a\\b", 'say "x"', "<;>", "Müller", "名前", "a b"];
    const root = makeRoot();
    for (const value of values) {
      const leaf = makeLeaf(root, { subject: [{ type: "O", value }, ...cn(value)] });
      // The same escapes as RFC 2253 has, separated as we do, not reversed.
      const options = "esc_2253,sep_comma_plus_space,utf8,sname";
      const text = openssl(["x509", "-inform", "DER", "-noout", "-subject", "-nameopt", options], leaf);
      expect(text.replace(/^subject=/, "").replace(/\n$/, "")).toBe(formatName([{ type: "O", value }, ...cn(value)]));
    }
  });
});

test("OpenSSL writes the same bytes for the same request", () => {
  const subject = "/C=DE/O=Müller & Söhne/OU=A\\+B/CN=名前/DC=x/emailAddress=a@b.test/serialNumber=1";
  const name = "C=DE, O=Müller & Söhne, OU=A\\+B, CN=名前, DC=x, E=a@b.test, SERIALNUMBER=1";
  const pem = withFiles({ key: "" }, ({ key }) => {
    openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]);
    return openssl(["req", "-x509", "-new", "-key", key, "-utf8", "-subj", subject]);
  });
  const { subject: written } = expectOk(parseCertificate(new Uint8Array(new X509Certificate(pem).raw))).fields;
  expect(toHex(encodeName(expectOk(parseDistinguishedName(name))))).toBe(toHex(written));
});

describe("for any name", () => {
  const text = (max: number) =>
    fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(...' #,+"\\<>;=a1'),
          fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
        ),
        minLength: 1,
        maxLength: max,
      })
      .filter((t) => t.isWellFormed() && !/[\p{Cc}\ufeff]/u.test(t) && [...t].length <= 64);
  const printable = fc.stringMatching(/^[A-Za-z0-9 '()+,\-./:=?]{1,64}$/);
  const ia5 = fc.stringMatching(/^[\x20-\x7e]{1,63}$/);
  const rdn = fc.oneof(
    fc.tuple(fc.constantFrom("CN", "O", "OU", "L", "ST", "ORGANIZATIONIDENTIFIER", "1.2.3.4"), text(20)),
    fc.tuple(fc.constant("C"), fc.stringMatching(/^[A-Z]{2}$/)),
    fc.tuple(fc.constant("SERIALNUMBER"), printable),
    fc.tuple(fc.constantFrom("DC", "E"), ia5),
  );
  const attribute = rdn.map(([type, value]) => ({ type, value }));
  const several = fc
    .tuple(attribute, fc.array(attribute, { minLength: 1, maxLength: 2 }))
    .map(([first, and]) => checkName([{ ...first, and }]))
    .filter((checked) => checked.ok)
    .map((checked) => expectOk(checked)[0]!);
  const name = fc
    .array(fc.oneof({ weight: 4, arbitrary: attribute }, several), { minLength: 1, maxLength: 6 })
    .filter((n) => formatName(n).length <= 1024 && formatRfc4514(n).length <= 1024);

  property.prop([name])("encoding and parsing give it back", (n) => {
    expect(expectOk(parseName(encodeName(n)))).toEqual(n);
  });

  property.prop([name], { numRuns: 1000 })("in the order of RFC 4514 too", (n) => {
    expect(expectOk(parseRfc4514(formatRfc4514(n)))).toEqual(n);
  });

  property.prop([name], { numRuns: 1000 })("formatting and parsing give it back", (n) => {
    expect(expectOk(parseDistinguishedName(formatName(n)))).toEqual(n);
  });

  property.prop([fc.oneof(fc.string(), fc.stringMatching(/^(?:CN=[a\\ ,#=]{0,6},?){0,4}$/))], { numRuns: 2000 })(
    "any text is a name that can be encoded and formatted, or refused",
    (t) => {
      const parsed = parseDistinguishedName(t);
      if (!parsed.ok) {
        expect(parsed.error.code).toBe("name.malformed");
        return;
      }
      expect(expectOk(parseName(encodeName(parsed.value)))).toEqual(parsed.value);
      expect(expectOk(parseDistinguishedName(formatName(parsed.value)))).toEqual(parsed.value);
    },
  );

  property.prop([fc.uint8Array({ maxLength: 60 })], { numRuns: 2000 })("no octets make the parser throw", (octets) => {
    parseName(der.tlv(0x30, octets));
    parseName(octets);
  });
});

test("a long run of spaces is judged at once", () => {
  const started = performance.now();
  parseDistinguishedName(`CN=a${" ".repeat(1000)}"`);
  parseDistinguishedName(`CN=${"\\ ".repeat(500)}"`);
  expect(performance.now() - started).toBeLessThan(500);
});

test("OpenSSL formats names of every kind as RFC 4514 has them", () => {
  const name = expectOk(
    parseDistinguishedName("DC=test, DC=example, OU=a+CN=b\\, c, UID=\\#u, STREET=x\\+y, SERIALNUMBER=7, CN=Jörg\\ "),
  );
  const pem = withFiles({ key: "", der: encodeName(name) }, ({ key }) => {
    openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]);
    const subject = "/DC=test/DC=example/OU=a+CN=b, c/UID=#u/street=x\\+y/serialNumber=7/CN=Jörg ";
    return openssl(["req", "-x509", "-new", "-key", key, "-utf8", "-multivalue-rdn", "-subj", subject]);
  });
  const { subject } = expectOk(parseCertificate(new Uint8Array(new X509Certificate(pem).raw))).fields;
  expect(toHex(encodeName(name))).toBe(toHex(subject));
  const theirs = withFiles({ pem }, (files) =>
    openssl(["x509", "-in", files.pem, "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"]),
  );
  expect(theirs.toString().trim()).toBe(`subject=${formatRfc4514(name).replace("STREET", "street")}`);
});

test("a type that a directory need not know goes as octets", () => {
  const name: Name = [
    { type: "1.2.3.4", value: "Müller" },
    { type: "1.2.3.5", value: "30030101ff", isDer: true },
  ];
  expect(formatRfc4514(name)).toBe("1.2.3.5=#30030101ff,1.2.3.4=#0c074dc3bc6c6c6572");
  expect(expectOk(parseRfc4514(formatRfc4514(name)))).toEqual(name);
  expect(expectOk(parseRfc4514(""))).toEqual([]);
});
