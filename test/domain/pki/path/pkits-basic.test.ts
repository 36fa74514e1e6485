/** PKITS 4.1 to 4.4: signatures, validity, names that chain, serial numbers. */
import {
  generalizedTime,
  integer,
  oid,
  printableString,
  sequence,
  setOf,
  time,
  tlv,
  utf8String,
} from "../../../../domain/der/writer.ts";
import { fromMillis, type Instant, toMillis } from "../../../../domain/kernel/instant.ts";
import { encodeSignatureAlgorithm } from "../../../../domain/pki/algorithm.ts";
import { subjectAltName } from "../../../../domain/pki/extension/subject-alt-name.ts";
import { at } from "../sample.ts";
import { type Case, testCases } from "./cases.ts";
import { DATES, dn, type Link, NOW } from "./chain.ts";

const CA: Link = {};
const EE: Link = {};
const UTC = (text: string): Uint8Array => tlv(0x17, new TextEncoder().encode(text));
const [FROM, UNTIL] = DATES;
const times = (notBefore: Uint8Array, notAfter: Uint8Array): Link => ({ times: [notBefore, notAfter] });
const second = (i: Instant, n: number): Instant => fromMillis(toMillis(i) + n * 1000);

const A1 = "RFC 5280 §6.1.3 (a)(1)";
const A2 = "RFC 5280 §6.1.3 (a)(2)";
const A4 = "RFC 5280 §6.1.3 (a)(4)";

const SIGNATURES: readonly Case[] = [
  { name: "4.1.1 Valid Signatures Test1", path: [CA, EE], is: "valid" },
  { name: "4.1.2 Invalid CA Signature Test2", path: [{ isSignatureBad: true }, EE], is: [0, A1] },
  { name: "4.1.3 Invalid EE Signature Test3", path: [CA, { isSignatureBad: true }], is: [1, A1] },
  { name: "a path of one certificate", path: [EE], is: "valid" },
  {
    name: "another algorithm outside of what is signed",
    path: [CA, { outerAlgorithm: encodeSignatureAlgorithm("ecdsa-sha384") }],
    is: [1, "RFC 5280 §4.1"],
  },
];

const VALIDITY: readonly Case[] = [
  {
    name: "4.2.1 Invalid CA notBefore Date Test1",
    path: [times(time(at("2047-01-01T12:01:00")), UNTIL), EE],
    is: [0, A2],
  },
  {
    name: "4.2.2 Invalid EE notBefore Date Test2",
    path: [CA, times(time(at("2047-01-01T12:01:00")), UNTIL)],
    is: [1, A2],
  },
  { name: "4.2.3 Valid pre2000 UTC notBefore Date Test3", path: [CA, times(UTC("500101120100Z"), UNTIL)], is: "valid" },
  {
    name: "4.2.4 Valid GeneralizedTime notBefore Date Test4",
    path: [CA, times(generalizedTime(at("2002-01-01T12:01:00")), UNTIL)],
    is: "valid",
  },
  {
    name: "4.2.5 Invalid CA notAfter Date Test5",
    path: [times(FROM, time(at("2021-01-01T12:01:00"))), EE],
    is: [0, A2],
  },
  {
    name: "4.2.6 Invalid EE notAfter Date Test6",
    path: [CA, times(FROM, time(at("2021-01-01T12:01:00")))],
    is: [1, A2],
  },
  {
    name: "4.2.7 Invalid pre2000 UTC EE notAfter Date Test7",
    path: [CA, times(UTC("970101120100Z"), UTC("990101120100Z"))],
    is: [1, A2],
  },
  {
    name: "4.2.8 Valid GeneralizedTime notAfter Date Test8",
    path: [CA, times(FROM, time(at("2050-01-01T12:01:00")))],
    is: "valid",
  },
  { name: "the first second of the validity", path: [times(time(NOW), UNTIL), EE], is: "valid" },
  { name: "the second before the validity", path: [times(time(second(NOW, 1)), UNTIL), EE], is: [0, A2] },
  {
    name: "the last second of the validity",
    path: [times(FROM, time(NOW)), EE],
    is: "valid",
    openssl: { differs: "it takes notAfter for the first moment that is not in the validity" },
  },
  {
    name: "the last second of the validity, nearly over",
    path: [times(FROM, time(NOW)), EE],
    with: { at: NOW.replace(".000Z", ".999Z") as Instant },
    is: "valid",
    openssl: { unasked: "it knows whole seconds" },
  },
  { name: "the second after the validity", path: [times(FROM, time(second(NOW, -1))), EE], is: [0, A2] },
  {
    name: "no end of the validity is known",
    path: [times(FROM, tlv(0x18, new TextEncoder().encode("99991231235959Z"))), EE],
    is: "valid",
  },
  {
    name: "a time without seconds",
    path: [times(UTC("2001011200Z"), UNTIL), EE],
    is: [0, "RFC 5280 §4.1"],
  },
];

const rdn = (type: string, value: Uint8Array): Uint8Array => setOf(sequence(oid(type), value));
const nameAs = (string: (text: string) => Uint8Array, cn: string): Uint8Array =>
  sequence(
    rdn("2.5.4.6", printableString("US")),
    rdn("2.5.4.10", string("Test Certificates 2011")),
    rdn("2.5.4.3", string(cn)),
  );
const chained = (subject: Uint8Array, issuer: Uint8Array): readonly Link[] => [{ subject }, { issuer }];
const RARE = sequence(
  rdn("0.9.2342.19200300.100.1.25", tlv(0x16, new TextEncoder().encode("gov"))),
  rdn("2.5.4.5", printableString("345")),
  rdn("2.5.4.46", printableString("CA")),
  rdn("2.5.4.65", printableString("Fictitious")),
);
const UID = sequence(rdn("0.9.2342.19200300.100.1.1", utf8String("uid-1")), rdn("2.5.4.3", utf8String("UID CA")));

const NAMES: readonly Case[] = [
  { name: "4.3.1 Invalid Name Chaining EE Test1", path: chained(dn("Good CA"), dn("Good CA Root")), is: [1, A4] },
  {
    name: "4.3.2 Invalid Name Chaining Order Test2",
    path: chained(dn("CA", "a", "b"), dn("CA", "b", "a")),
    is: [1, A4],
  },
  {
    name: "4.3.3 Valid Name Chaining Whitespace Test3",
    path: chained(dn("Good CA"), nameAs(printableString, "Good     CA")),
    is: "valid",
  },
  {
    name: "4.3.4 Valid Name Chaining Whitespace Test4",
    path: chained(dn("Good CA"), nameAs(printableString, "   Good CA   ")),
    is: "valid",
  },
  { name: "4.3.5 Valid Name Chaining Capitalization Test5", path: chained(dn("Good CA"), dn("GOOD ca")), is: "valid" },
  {
    name: "4.3.6 Valid Name Chaining UIDs Test6",
    path: [{ uniqueIds: [undefined, 7] }, { uniqueIds: [7, undefined] }],
    is: "valid",
  },
  { name: "4.3.6 a UID in the name", path: chained(UID, UID), is: "valid" },
  { name: "4.3.7 Valid RFC3280 Mandatory Attribute Types Test7", path: chained(RARE, RARE), is: "valid" },
  {
    name: "4.3.9 Valid UTF8String Encoded Names Test9",
    path: chained(nameAs(utf8String, "UTF8 CA"), nameAs(utf8String, "UTF8 CA")),
    is: "valid",
  },
  {
    name: "4.3.10 Valid Rollover from PrintableString to UTF8String Test10",
    path: chained(nameAs(printableString, "Rollover CA"), nameAs(utf8String, "Rollover CA")),
    is: "valid",
  },
  {
    name: "4.3.11 Valid UTF8String Case Insensitive Match Test11",
    path: chained(nameAs(utf8String, "UTF8 Fußnote"), nameAs(utf8String, "utf8   FUßNOTE")),
    is: "valid",
  },
  {
    name: "an authority without a subject",
    path: [{ subject: sequence(), extensions: [subjectAltName([{ kind: "dns", value: "a.example" }], true)] }, EE],
    is: [0, "RFC 5280 §4.1.2.6"],
  },
  { name: "an end entity without any name", path: [CA, { subject: sequence() }], is: [1, "RFC 5280 §4.1.2.6"] },
  {
    name: "an end entity with an alternative name only",
    path: [CA, { subject: sequence(), extensions: [subjectAltName([{ kind: "dns", value: "a.example" }], true)] }],
    is: "valid",
  },
  { name: "a subject that is no name", path: [CA, { subject: sequence(integer(1)) }], is: [1, "RFC 5280 §4.1.2.6"] },
];

const SERIALS: readonly Case[] = [
  { name: "4.4.14 Valid Negative Serial Number Test14", path: [CA, { serial: Uint8Array.of(0xff) }], is: "valid" },
  {
    name: "4.4.16 Valid Long Serial Number Test16",
    path: [CA, { serial: new Uint8Array(20).fill(0x7f) }],
    is: "valid",
  },
  { name: "a serial number of zero", path: [CA, { serial: Uint8Array.of(0) }], is: "valid" },
];

testCases([...SIGNATURES, ...VALIDITY, ...NAMES, ...SERIALS]);
