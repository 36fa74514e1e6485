/** Which names a mandate covers: all that a certificate says its subject is called, each within a subtree of its form. */
import { describe, expect, test } from "vitest";
import { oid, printableString, sequence, setOf, tlv, utf8String } from "../../../../domain/der/writer.ts";
import { utf8 } from "../../../../domain/kernel/bytes.ts";
import type { GeneralName } from "../../../../domain/pki/extension/general-name.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import type { Subtree } from "../../../../domain/policy/mandate/subtree.ts";
import { directory, dn, dns, judge, planned, WWW } from "./case.ts";

const DNS: Subtree = { kind: "dns", value: "example.test" };
const EXAMPLE = directory("O=Example");
const cn = (text: string) => sequence(oid("2.5.4.3"), utf8String(text));
const o = (text: string) => sequence(oid("2.5.4.10"), utf8String(text));
const www = dns("www.example.test");

type Named = { name: string; subtrees?: Subtree[]; subject?: Uint8Array; names?: GeneralName[] };
const named = ({ subtrees = [DNS, EXAMPLE], subject = dn(""), names = [www] }: Named) =>
  judge({ mandate: { subtrees }, fields: planned(subject, names) }).ok;

describe("names inside", () => {
  test.for<Named>([
    { name: "the domain itself", names: [dns("example.test")] },
    { name: "any depth below it", names: [dns("a.b.c.example.test")] },
    { name: "in capitals", names: [dns("WWW.EXAMPLE.TEST")] },
    { name: "a wildcard of the domain", names: [dns("*.example.test")] },
    { name: "an A-label below it", names: [dns("xn--bcher-kva.example.test")] },
    { name: "several", names: [www, dns("mail.example.test")] },
    { name: "a subject below the name, in another case", subject: dn("O=EXAMPLE, CN=Shop of ours") },
    { name: "a subject that is the name", subject: dn("O=Example") },
    { name: "a common name that is a host inside", subject: dn("O=Example, CN=www.example.test") },
    {
      name: "a common name that is a host inside, and nothing else",
      subtrees: [DNS],
      subject: dn("CN=www.example.test"),
    },
    {
      name: "a common name that is a mailbox inside",
      subtrees: [DNS, { kind: "email", value: "example.test" }],
      subject: dn("CN=carol@example.test"),
    },
    {
      name: "a mailbox as the whole subject",
      subtrees: [DNS, { kind: "email", value: "example.test" }],
      subject: dn("E=carol@example.test"),
    },
    { name: "a wildcard as common name", subtrees: [DNS], subject: dn("CN=*.example.test") },
    {
      name: "a common name that is an address inside",
      subtrees: [DNS, { kind: "ip", value: "10.0.0.0/8" }],
      subject: dn("CN=10.1.2.3"),
    },
    { name: "only what is below", subtrees: [{ kind: "dns", value: ".example.test" }] },
    {
      name: "an address",
      subtrees: [{ kind: "ip", value: "10.0.0.0/8" }],
      names: [{ kind: "ip", value: "10.255.0.1" }],
    },
    {
      name: "an IPv6 address",
      subtrees: [{ kind: "ip", value: "2001:db8:0:0:0:0:0:0/32" }],
      names: [{ kind: "ip", value: "2001:db8:1:0:0:0:0:1" }],
    },
    {
      name: "a mailbox at the host",
      subtrees: [{ kind: "email", value: "example.test" }],
      names: [{ kind: "email", value: "Carol@EXAMPLE.test" }],
    },
    {
      name: "that very mailbox",
      subtrees: [{ kind: "email", value: "carol@example.test" }],
      names: [{ kind: "email", value: "carol@example.test" }],
    },
    {
      name: "a mailbox in the subject too",
      subtrees: [EXAMPLE, { kind: "email", value: "example.test" }],
      subject: dn("O=Example, E=carol@example.test"),
      names: [{ kind: "email", value: "carol@example.test" }],
    },
    {
      name: "a URI of the host",
      subtrees: [{ kind: "uri", value: "example.test" }],
      names: [{ kind: "uri", value: "https://example.test:8443/x" }],
    },
    {
      name: "several attributes in a part, those of the subtree",
      subtrees: [DNS, directory("O=Example+OU=Shop")],
      subject: dn("OU=Shop+O=Example, CN=x"),
    },
  ])("$name", (given) => {
    expect(named(given)).toBe(true);
  });
});

describe("names outside", () => {
  test.for<Named>([
    // dNSName
    { name: "another domain", names: [dns("example.com")] },
    { name: "one outside among those inside", names: [www, dns("example.com")] },
    { name: "a domain that only ends like it", names: [dns("badexample.test")] },
    { name: "the domain above", names: [dns("test")] },
    { name: "a wildcard that reaches above", names: [dns("*.test")] },
    { name: "a wildcard of everything", names: [dns("*")] },
    { name: "a wildcard inside a label", names: [dns("w*.example.test")] },
    { name: "two wildcards", names: [dns("*.*.example.test")] },
    { name: "a dot at the end", names: [dns("www.example.test.")] },
    { name: "a dot at the end of another domain", names: [dns("example.com.")] },
    { name: "an empty label", names: [dns("www..example.test")] },
    { name: "a dot before", names: [dns(".example.test")] },
    { name: "a space", names: [dns("example.com .example.test")] },
    { name: "an A-label of another domain", names: [dns("xn--example-6za.test")] },
    {
      name: "the domain itself, where only what is below is open",
      subtrees: [{ kind: "dns", value: ".example.test" }],
      names: [dns("example.test")],
    },
    // kinds without a subtree
    { name: "an address", names: [www, { kind: "ip", value: "10.0.0.1" }] },
    { name: "an address as dNSName", names: [dns("10.0.0.1")] },
    { name: "a mailbox", names: [www, { kind: "email", value: "a@www.example.test" }] },
    { name: "a URI", names: [www, { kind: "uri", value: "https://www.example.test/" }] },
    {
      name: "a distinguished name among the alternative names",
      names: [www, { kind: "directoryName", der: dn("O=Example") }],
    },
    {
      name: "an otherName",
      names: [www, { kind: "otherName", oid: "1.3.6.1.4.1.311.20.2.3", value: utf8String("admin@example.test") }],
    },
    { name: "a registered id", names: [www, { kind: "registeredId", oid: "1.2.3.4" }] },
    { name: "an X.400 address", names: [www, { kind: "x400Address", der: tlv(0xa3, sequence()) }] },
    { name: "a subject, where only domains are open", subtrees: [DNS], subject: dn("O=Example") },
    { name: "nothing at all", names: [] },
    // other forms' subtrees
    {
      name: "an address next to the range",
      subtrees: [{ kind: "ip", value: "10.0.0.0/9" }],
      names: [{ kind: "ip", value: "10.128.0.0" }],
    },
    {
      name: "an IPv4 address as IPv6",
      subtrees: [{ kind: "ip", value: "10.0.0.0/8" }],
      names: [{ kind: "ip", value: "0:0:0:0:0:ffff:a00:1" }],
    },
    {
      name: "a mailbox below the host",
      subtrees: [{ kind: "email", value: "example.test" }],
      names: [{ kind: "email", value: "a@b.example.test" }],
    },
    {
      name: "another's mailbox",
      subtrees: [{ kind: "email", value: "carol@example.test" }],
      names: [{ kind: "email", value: "Carol@example.test" }],
    },
    {
      name: "a mailbox with a quoted part",
      subtrees: [{ kind: "email", value: "example.test" }],
      names: [{ kind: "email", value: '"a@evil.test"@example.test' }],
    },
    {
      name: "a URI below the host",
      subtrees: [{ kind: "uri", value: "example.test" }],
      names: [{ kind: "uri", value: "https://a.example.test/" }],
    },
    {
      name: "a URI whose user looks like the host",
      subtrees: [{ kind: "uri", value: "example.test" }],
      names: [{ kind: "uri", value: "https://example.test@evil.test/" }],
    },
    {
      name: "a URI without a host",
      subtrees: [{ kind: "uri", value: "example.test" }],
      names: [{ kind: "uri", value: "urn:example.test" }],
    },
    // distinguished names
    { name: "another organization", subject: dn("O=Evil") },
    { name: "the organization further down", subject: dn("C=DE, O=Example") },
    { name: "the organization and another attribute in one part", subject: dn("O=Example+OU=Shop") },
    { name: "a longer value", subject: dn("O=Example Ltd") },
    { name: "the same text of another type", subject: dn("OU=Example") },
    { name: "nothing, where the subtree has a name", subtrees: [EXAMPLE], names: [] },
    // common names
    { name: "a host outside as common name", subject: dn("O=Example, CN=example.com") },
    { name: "a host outside as common name, and nothing else", subject: dn("CN=example.com") },
    { name: "a second common name outside", subject: dn("CN=www.example.test, CN=example.com") },
    {
      name: "a common name beside another attribute of its part",
      subtrees: [DNS, directory("O=Example")],
      subject: sequence(setOf(o("Example")), setOf(cn("example.com"), o("x"))),
    },
    { name: "a host outside with a dot at its end", subject: dn("O=Example, CN=example.com.") },
    { name: "a host outside in capitals", subject: dn("O=Example, CN=EXAMPLE.COM") },
    { name: "a wildcard outside", subject: dn("O=Example, CN=*.com") },
    { name: "a wildcard alone", subject: dn("O=Example, CN=*") },
    { name: "a host outside in full-width letters", subject: dn("O=Example, CN=ｅｘａｍｐｌｅ．ｃｏｍ") },
    { name: "a host outside with an ideographic full stop", subject: dn("O=Example, CN=example。com") },
    { name: "a host outside with a joiner in it", subject: dn("O=Example, CN=exam\u200bple.com") },
    { name: "a host outside in U-labels", subject: dn("O=Example, CN=bücher.com") },
    {
      name: "a host outside with spaces around it",
      subject: sequence(setOf(o("Example")), setOf(cn(" example.com "))),
    },
    { name: "a host outside with another space around it", subject: dn("O=Example, CN=\u00a0example.com") },
    { name: "an address outside", subject: dn("O=Example, CN=10.0.0.1") },
    { name: "an address outside, as IPv6 may be written", subject: dn("O=Example, CN=2001:db8::1") },
    { name: "a mailbox outside", subject: dn("O=Example, CN=admin@example.com") },
    { name: "a URI outside", subject: dn("O=Example, CN=https://example.com/") },
    { name: "a mailbox outside as an attribute", subject: dn("O=Example, E=admin@example.com") },
    {
      name: "a host inside that only a subtree of names would open",
      subtrees: [EXAMPLE],
      subject: dn("O=Example, CN=www.example.test"),
      names: [],
    },
    { name: "a single word as common name, where no name is open", subtrees: [DNS], subject: dn("CN=localhost") },
    // what is no name
    { name: "a subject with a control character", subject: sequence(setOf(o("Example")), setOf(cn("a\0b"))) },
    {
      name: "a subject with a value of another type",
      subject: sequence(setOf(sequence(oid("2.5.4.10"), tlv(0x02, Uint8Array.of(1))))),
    },
    {
      name: "a subject with its parts out of order",
      subject: sequence(tlv(0x31, new Uint8Array([...o("b"), ...cn("a")]))),
    },
    { name: "a subject that is no name", subject: sequence(printableString("Example")) },
  ])("$name", (given) => {
    expect(named(given)).toBe(false);
  });
});

test("a domain with an octet zero in it is outside: whoever reads to the zero reads another", () => {
  const value = sequence(tlv(0x82, utf8("example.com\0.example.test")));
  const extensions = [rawExtension("2.5.29.17", false, value), ...WWW.extensions.filter((e) => e.oid !== "2.5.29.17")];
  expect(judge({ fields: { ...WWW, extensions } }).ok).toBe(false);
});
