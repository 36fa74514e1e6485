import { domainToASCII, domainToUnicode } from "node:url";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { domainsMatch, toAsciiDomain, toUnicodeDomain } from "../../../domain/pki/domain-name.ts";
import { mailboxesMatch, mailboxName, parseMailbox } from "../../../domain/pki/mailbox.ts";

describe("a domain in A-labels", () => {
  test.for<[string, string | undefined]>([
    ["example.test", "example.test"],
    ["Example.TEST", "example.test"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["BÜCHER.example", "xn--bcher-kva.example"],
    ["faß.example", "xn--fa-hia.example"],
    ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
    ["bücher。example", "xn--bcher-kva.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["xn--a.example", undefined],
    ["*.example.test", undefined],
    ["example.test.", undefined],
    ["192.0.2.1", undefined],
    ["0x7f.1", undefined],
    ["a..b", undefined],
    ["-a.test", undefined],
    ["a b.test", undefined],
    ["a/b", undefined],
    ["user@a.test", undefined],
    ["a.test:80", undefined],
    ["a_b.test", undefined],
    [`${"a".repeat(64)}.test`, undefined],
    [`${"a.".repeat(127)}test`, undefined],
    ["", undefined],
  ])("%s: %s", ([domain, ascii]) => {
    expect(toAsciiDomain(domain)).toBe(ascii);
  });

  property.prop([fc.domain()])("is what the platform makes of it", (domain) => {
    expect(toAsciiDomain(domain)).toBe(domainToASCII(domain));
  });

  test("is compared without regard to case or to how it is written", () => {
    expect(domainsMatch("Bücher.example", "XN--BCHER-KVA.example")).toBe(true);
    expect(domainsMatch("bucher.example", "bücher.example")).toBe(false);
    expect(domainsMatch("a b", "a b")).toBe(false);
  });

  test.for<[string, string | undefined]>([
    ["xn--bcher-kva.example", "bücher.example"],
    ["XN--BCHER-KVA.example", "bücher.example"],
    ["example.test", "example.test"],
    ["xn--r8jz45g.xn--zckzah", "例え.テスト"],
    ["xn--a.example", undefined],
    ["www.xn--.example", undefined],
    ["xn--bcher-kva8.example", undefined],
    ["xn--99999999.example", undefined],
    ["xn--a-.example", undefined],
    ["xn--\u00fc.example", undefined],
  ])("%s is read by people as %s", ([domain, expected]) => {
    expect(toUnicodeDomain(domain)).toBe(expected);
  });

  const label = fc.string({ unit: fc.constantFrom(..."aübß名前ñ語1"), minLength: 1, maxLength: 12 });
  property.prop([label], { numRuns: 1000 })("and people read what was meant", (text) => {
    const ascii = toAsciiDomain(`${text}.example`);
    if (ascii !== undefined) expect(toUnicodeDomain(ascii)).toBe(domainToUnicode(ascii));
  });
});

describe("RFC 9598: a mailbox as a name", () => {
  test.for<[string, object | undefined]>([
    ["web@example.test", { kind: "email", value: "web@example.test" }],
    ["Web.Master@EXAMPLE.test", { kind: "email", value: "Web.Master@example.test" }],
    ["web@bücher.example", { kind: "email", value: "web@xn--bcher-kva.example" }],
    ["jörg@bücher.example", { kind: "otherName", oid: "1.3.6.1.5.5.7.8.9" }],
    ["老师@example.com", { kind: "otherName", oid: "1.3.6.1.5.5.7.8.9" }],
    ["jo\u0308rg@example.test", { kind: "otherName" }],
    ["a b@example.test", undefined],
    ["a\u200bb@example.test", undefined],
    [".a@example.test", undefined],
    ["a..b@example.test", undefined],
    ["@example.test", undefined],
    ["example.test", undefined],
    ["a@[192.0.2.1]", undefined],
    ["a@192.0.2.1", undefined],
    [`${"a".repeat(65)}@example.test`, undefined],
    [`${"ü".repeat(33)}@example.test`, undefined],
    ["\ud800@example.test", undefined],
  ])("%s", ([address, name]) => {
    const mailbox = parseMailbox(address);
    if (name === undefined) expect(mailbox).toBeUndefined();
    else expect(mailboxName(mailbox ?? expect.unreachable())).toMatchObject(name);
  });

  test.for<[string, string, boolean]>([
    ["a@example.test", "a@EXAMPLE.test", true],
    ["a@example.test", "A@example.test", false],
    ["a@bücher.example", "a@xn--bcher-kva.example", true],
    ["j\u00f6rg@example.test", "jo\u0308rg@example.test", true],
    ["a@b.test", "a@c.test", false],
    ["a", "a", false],
  ])("%s and %s: %s", ([a, b, expected]) => {
    expect(mailboxesMatch(a, b)).toBe(expected);
  });

  property.prop([fc.emailAddress()])("whatever is a name is still one when it was written", (address) => {
    const mailbox = parseMailbox(address);
    if (mailbox !== undefined) expect(parseMailbox(`${mailbox.local}@${mailbox.domain}`)).toEqual(mailbox);
  });
});
