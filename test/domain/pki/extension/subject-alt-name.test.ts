import { X509Certificate } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import * as der from "../../../../domain/der/writer.ts";
import { utf8 } from "../../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import {
  encodeGeneralName,
  type GeneralName,
  isGeneralName,
  parseSubjectAltName,
  subjectAltName,
} from "../../../../domain/pki/extension/subject-alt-name.ts";
import { anyOther, makeLeaf, makeRoot, mutations, prefixes } from "../sample.ts";
import { extensionVector } from "../vector.ts";

/** The alternative names of `leaf.pem`. */
const NAMES: readonly GeneralName[] = [
  { kind: "dns", value: "www.example.test" },
  { kind: "dns", value: "*.example.test" },
  { kind: "ip", value: "192.0.2.7" },
  { kind: "ip", value: "2001:db8:0:0:0:0:0:1" },
  { kind: "email", value: "web@example.test" },
  { kind: "uri", value: "https://example.test/x?y=1" },
];

test("every kind of name stands as OpenSSL writes it, and is read back", () => {
  const written = extensionVector("leaf", "2.5.29.17");
  expect(subjectAltName(NAMES, false)).toEqual(written);
  expect(expectOk(parseSubjectAltName(written.value))).toEqual(NAMES);
});

test("node reads every kind of name", () => {
  const leaf = new X509Certificate(makeLeaf(makeRoot(), { extensions: [subjectAltName(NAMES, false)] }));
  expect(leaf.subjectAltName).toBe(
    "DNS:www.example.test, DNS:*.example.test, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:1, " +
      "email:web@example.test, URI:https://example.test/x?y=1",
  );
  expect(leaf.checkHost("www.example.test")).toBe("www.example.test");
  expect(leaf.checkIP("192.0.2.7")).toBe("192.0.2.7");
  expect(leaf.checkEmail("web@example.test")).toBe("web@example.test");
});

test("it is critical when asked to be", () => {
  expect(subjectAltName(NAMES, true).critical).toBe(true);
});

test("no name at all is a Defect, RFC 5280 §4.2.1.6", () => {
  expect(() => subjectAltName([], false)).toThrow(TypeError);
});

describe("a name of the right shape", () => {
  test.for<[GeneralName["kind"], string]>([
    ["dns", "a"],
    ["dns", "localhost"],
    ["dns", "A-1.Example.TEST"],
    ["dns", "xn--mller-kva.example.test"],
    ["dns", "*.example.test"],
    ["dns", `${"a".repeat(63)}.test`],
    ["dns", "1.2.3.4.test"],
    ["ip", "0.0.0.0"],
    ["ip", "255.255.255.255"],
    ["ip", "0:0:0:0:0:0:0:1"],
    ["ip", "fe80:0:0:0:1:2:3:ffff"],
    ["email", "a@b"],
    ["email", "first.last+tag@mail.example.test"],
    ["uri", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
    ["uri", "http://[2001:db8::1]/"],
  ])("%s %s", ([kind, value]) => {
    const name = { kind, value };
    expect(isGeneralName(name)).toBe(true);
    expect(expectOk(parseSubjectAltName(subjectAltName([name], false).value))).toEqual([name]);
  });
});

describe("a name of the wrong shape is refused in a request and a Defect in an encoder", () => {
  const TAGS = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const;
  test.for<[GeneralName["kind"], string]>([
    ["dns", ""],
    ["dns", "."],
    ["dns", "a..b"],
    ["dns", "a."],
    ["dns", ".a"],
    ["dns", "-a.test"],
    ["dns", "a-.test"],
    ["dns", "a_b.test"],
    ["dns", "a b.test"],
    ["dns", "ü.test"],
    ["dns", "a.test\0.evil.test"],
    ["dns", "a.test\n"],
    ["dns", "\ufeffa.test"],
    ["dns", "*"],
    ["dns", "*.*.test"],
    ["dns", "a.*.test"],
    ["dns", "w*.test"],
    ["dns", "192.0.2.7"],
    ["dns", "a.test:443"],
    ["dns", `${"a".repeat(64)}.test`],
    ["dns", `${"a.".repeat(127)}a`],
    ["email", ""],
    ["email", "a"],
    ["email", "@b"],
    ["email", "a@"],
    ["email", "a@b@c"],
    ["email", "a b@c"],
    ["email", "Name <a@b>"],
    ["email", "ü@b"],
    ["email", "\ufeffa@b"],
    ["email", `${"a".repeat(65)}@b`],
    ["uri", ""],
    ["uri", "/relative"],
    ["uri", "x:"],
    ["uri", "1x:y"],
    ["uri", "http://a b"],
    ["uri", "http://ü"],
    ["uri", "\ufeffhttp://a"],
    ["uri", `http://${"a".repeat(2000)}`],
  ])("%s %j", ([kind, value]) => {
    expect(isGeneralName({ kind, value })).toBe(false);
    expect(() => encodeGeneralName({ kind, value })).toThrow(TypeError);
    const parsed = parseSubjectAltName(der.sequence(der.tlv(TAGS[kind], utf8(value))));
    expect(parsed).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });

  test.for([
    "",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.4/8",
    "::1",
    "1::",
    "0:0:0:0:0:0:0",
    "2001:0DB8:0:0:0:0:0:1",
    "0:0:0:0:0:0:0:01",
    "0:0:0:0:0:0:0:g",
    "0:0:0:0:0:0:1.2.3.4",
  ])("ip %j has another text or none", (value) => {
    expect(isGeneralName({ kind: "ip", value })).toBe(false);
    expect(() => encodeGeneralName({ kind: "ip", value })).toThrow(TypeError);
  });
});

describe("a value that is no list of such names is refused, not thinned out", () => {
  const dns = encodeGeneralName({ kind: "dns", value: "a.test" });
  test.for<[string, Uint8Array]>([
    ["an empty list", der.sequence()],
    ["an address of three octets", der.sequence(der.implicit(7, false, Uint8Array.of(1, 2, 3)))],
    ["an address with a mask", der.sequence(der.implicit(7, false, new Uint8Array(8)))],
    ["an otherName after a good name", der.sequence(dns, der.implicit(0, true, der.nullValue))],
    ["a directoryName", der.sequence(der.explicit(4, der.sequence()))],
    ["a registeredID", der.sequence(der.implicit(8, false, Uint8Array.of(42)))],
    ["a universal IA5String", der.sequence(der.ia5String("a.test"))],
    ["a constructed dNSName", der.sequence(der.implicit(2, true, utf8("a.test")))],
    ["a SET", der.setOf(dns)],
    ["trailing bytes", Uint8Array.of(...der.sequence(dns), 0)],
    ["octets that are no text", der.sequence(der.implicit(2, false, Uint8Array.of(0xff)))],
  ])("%s", ([, value]) => {
    expect(parseSubjectAltName(value)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

describe("what is read has one encoding", () => {
  const { value } = subjectAltName(NAMES, false);
  test("whatever octet is changed, the value is refused or encodes to itself", () => {
    for (const changed of mutations(value, anyOther)) {
      const parsed = parseSubjectAltName(changed);
      if (parsed.ok) expect(subjectAltName(parsed.value, false).value).toEqual(changed);
    }
    for (const cut of prefixes(value)) expect(parseSubjectAltName(cut).ok).toBe(false);
  });

  property.prop([
    fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 })),
  ])("any address", (octets) => {
    const encoded = der.sequence(der.implicit(7, false, octets));
    expect(subjectAltName(expectOk(parseSubjectAltName(encoded)), false).value).toEqual(encoded);
  });

  property.prop([
    fc.array(
      fc.domain().map((d): GeneralName => ({ kind: "dns", value: d })),
      { minLength: 1, maxLength: 20 },
    ),
  ])("any domain names", (names) => {
    expect(expectOk(parseSubjectAltName(subjectAltName(names, false).value))).toEqual(names);
  });

  property.prop([fc.webUrl({ withQueryParameters: true })])("any URL", (url) => {
    fc.pre(/^[\x21-\x7e]+$/.test(url));
    const names: readonly GeneralName[] = [{ kind: "uri", value: url }];
    expect(expectOk(parseSubjectAltName(subjectAltName(names, false).value))).toEqual(names);
  });
});
