/** PKITS 4.13: name constraints on hosts and URIs; and the forms of names that it leaves out. */
import { sequence, tlv, utf8String } from "../../../../domain/der/writer.ts";
import type { GeneralName } from "../../../../domain/pki/extension/general-name.ts";
import type { NameSubtree } from "../../../../domain/pki/extension/name-constraints.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { type Case, testCases } from "./cases.ts";
import { excluded, permitted } from "./chain.ts";
import { B, C, ca, dns, ee, email, ip, range, uri } from "./name-links.ts";

const DNS = (...names: readonly string[]) => ee(...names.map(dns));
const GOV = ca(permitted(dns("testcertificates.gov")));
const NOT_GOV = ca(excluded(dns("invalidcertificates.gov")));
const HOSTS: readonly Case[] = [
  {
    name: "4.13.30 Valid DNS nameConstraints Test30",
    path: [GOV, DNS("testserver.testcertificates.gov")],
    is: "valid",
  },
  {
    name: "4.13.31 Invalid DNS nameConstraints Test31",
    path: [GOV, DNS("testserver.invalidcertificates.gov")],
    is: [1, B],
  },
  {
    name: "4.13.32 Valid DNS nameConstraints Test32",
    path: [NOT_GOV, DNS("testserver.testcertificates.gov")],
    is: "valid",
  },
  {
    name: "4.13.33 Invalid DNS nameConstraints Test33",
    path: [NOT_GOV, DNS("testserver.invalidcertificates.gov")],
    is: [1, C],
  },
  { name: "4.13.38 Invalid DNS nameConstraints Test38", path: [GOV, DNS("mytestcertificates.gov")], is: [1, B] },
  { name: "the domain itself", path: [GOV, DNS("TestCertificates.gov")], is: "valid" },
  { name: "a second name outside", path: [GOV, DNS("a.testcertificates.gov", "a.example")], is: [1, B] },
  { name: "all names excluded", path: [ca(excluded(dns(""))), DNS("a.example")], is: [1, C] },
  { name: "a domain without itself", path: [ca(permitted(dns(".b.example"))), DNS("b.example")], is: [1, B] },
  { name: "below a domain without itself", path: [ca(permitted(dns(".b.example"))), DNS("a.b.example")], is: "valid" },
  {
    name: "a wildcard below a permitted domain",
    path: [ca(permitted(dns("b.example"))), DNS("*.b.example")],
    is: "valid",
  },
  {
    name: "a wildcard for more than is permitted",
    path: [ca(permitted(dns("a.b.example"))), DNS("*.b.example")],
    is: [1, B],
  },
  { name: "all names permitted", path: [ca(permitted(dns(""))), DNS("a.example")], is: "valid" },
  {
    name: "a wildcard for one label, of two that are excluded",
    path: [ca(excluded(dns("c.a.b.example"))), DNS("*.b.example")],
    is: "valid",
  },
  {
    name: "a wildcard for what is excluded",
    path: [ca(excluded(dns("a.b.example"))), DNS("*.b.example")],
    is: [1, C],
    openssl: { differs: "it takes the asterisk for a label" },
  },
  {
    name: "a trailing dot before an excluded domain's end",
    path: [ca(excluded(dns("b.example"))), DNS("a.b.example.")],
    is: [1, C],
    openssl: { differs: "it compares the dot" },
  },
  {
    name: "names of a form that is not constrained",
    path: [GOV, ee(ip("192.0.2.1"), email("a@example.com"))],
    is: "valid",
  },
];

const URI = (...names: readonly string[]) => ee(...names.map(uri));
const U = ca(permitted(uri(".testcertificates.gov")));
const URIS: readonly Case[] = [
  {
    name: "4.13.34 Valid URI nameConstraints Test34",
    path: [U, URI("http://testserver.testcertificates.gov/index.html")],
    is: "valid",
  },
  {
    name: "4.13.35 Invalid URI nameConstraints Test35",
    path: [U, URI("http://testcertificates.gov/invalid.html")],
    is: [1, B],
  },
  {
    name: "4.13.36 Valid URI nameConstraints Test36",
    path: [ca(excluded(uri("invalidcertificates.gov"))), URI("ftp://testserver.invalidcertificates.gov:21/x")],
    is: "valid",
  },
  {
    name: "4.13.37 Invalid URI nameConstraints Test37",
    path: [ca(excluded(uri("invalidcertificates.gov"))), URI("ftp://invalidcertificates.gov:21/x")],
    is: [1, C],
  },
  {
    name: "a URI without an authority under a constraint",
    path: [ca(excluded(uri("a.example"))), URI("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")],
    is: [1, C],
  },
  {
    name: "a URI whose host is an address",
    path: [ca(excluded(uri("a.example"))), URI("http://192.0.2.1/")],
    is: [1, C],
    openssl: { differs: "it compares the address as a host" },
  },
  {
    name: "a host after user information",
    path: [ca(permitted(uri("a.example"))), URI("https://user:word@a.example:8443/")],
    is: "valid",
    openssl: { differs: "it takes user information for the host" },
  },
  {
    name: "a host that hides behind user information",
    path: [ca(permitted(uri("a.example"))), URI("http://a.example@b.example/")],
    is: [1, B],
  },
  {
    name: "a host that hides behind a backslash",
    path: [ca(permitted(uri("a.example"))), URI("http://b.example\\@a.example/")],
    is: [1, B],
  },
];

const NET = ca(permitted(range("192.0.2.0", "255.255.255.0")));
const IPS: readonly Case[] = [
  { name: "an address in a permitted range", path: [NET, ee(ip("192.0.2.77"))], is: "valid" },
  { name: "an address outside the permitted range", path: [NET, ee(ip("192.0.3.77"))], is: [1, B] },
  {
    name: "an address in an excluded range",
    path: [ca(excluded(range("192.0.2.0", "255.255.255.0"))), ee(ip("192.0.2.77"))],
    is: [1, C],
  },
  { name: "an IPv6 address under a permitted IPv4 range", path: [NET, ee(ip("2001:db8:0:0:0:0:0:1"))], is: [1, B] },
  {
    name: "an IPv6 address that begins like a permitted IPv4 one",
    path: [NET, ee(ip("c000:24d:0:0:0:0:0:1"))],
    is: [1, B],
  },
  {
    name: "an IPv6 address in a permitted range",
    path: [ca(permitted(range("2001:db8:0:0:0:0:0:0", "ffff:ffff:0:0:0:0:0:0"))), ee(ip("2001:db8:0:0:0:0:0:1"))],
    is: "valid",
  },
];

const upn = (oidOfType: string): GeneralName => ({ kind: "otherName", oid: oidOfType, value: utf8String("a@b") });
const UPN = "1.3.6.1.4.1.311.20.2.3";
const registered: GeneralName = { kind: "registeredId", oid: "1.2.3.4" };
const unsupported = (value: GeneralName) => value as NameSubtree;
const OTHERS: readonly Case[] = [
  { name: "an otherName of a permitted type", path: [ca(permitted(unsupported(upn(UPN)))), ee(upn(UPN))], is: [1, B] },
  { name: "an otherName of an excluded type", path: [ca(excluded(unsupported(upn(UPN)))), ee(upn(UPN))], is: [1, C] },
  {
    name: "an otherName of another type than the constrained",
    path: [ca(permitted(unsupported(upn(UPN)))), ee(upn("1.2.3.4"))],
    is: "valid",
  },
  {
    name: "a constrained type of otherName that does not appear",
    path: [ca(permitted(unsupported(upn(UPN)))), DNS("a.example")],
    is: "valid",
  },
  {
    name: "a registeredID under a constraint of its form",
    path: [ca(excluded(unsupported(registered))), ee({ kind: "registeredId", oid: "1.2.3.5" })],
    is: [1, C],
  },
  { name: "a registeredID that is not constrained", path: [GOV, ee(registered)], is: "valid" },
  {
    name: "a constraint with a distance",
    path: [
      ca(
        rawExtension(
          "2.5.29.30",
          true,
          sequence(tlv(0xa0, sequence(tlv(0x82, new Uint8Array([0x61])), tlv(0x80, Uint8Array.of(1))))),
        ),
      ),
      DNS("a"),
    ],
    is: [0, "RFC 5280 §4.2.1.10"],
  },
  {
    name: "a malformed list of constraints",
    path: [ca(rawExtension("2.5.29.30", true, sequence())), DNS("a")],
    is: [0, "RFC 5280 §4.2.1.10"],
    openssl: { differs: "it takes an empty list for none" },
  },
];

testCases([...HOSTS, ...URIS, ...IPS, ...OTHERS]);
