/** PKITS 4.13: name constraints on distinguished names and mail addresses. */
import { ia5String, integer, oid, sequence, setOf, tlv, utf8String } from "../../../../domain/der/writer.ts";
import { encodeGeneralNames, type GeneralName } from "../../../../domain/pki/extension/general-name.ts";
import { nameConstraints } from "../../../../domain/pki/extension/name-constraints.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { type Case, testCases } from "./cases.ts";
import { dn, excluded, type Link, permitted } from "./chain.ts";
import { B, C, ca, dir, dns, ee, email, named } from "./name-links.ts";

const PERMITTED = "permittedSubtree1";
const EXCLUDED = "excludedSubtree1";

const DN1 = ca(permitted(dir(PERMITTED)));
const DN2 = ca(permitted(dir(PERMITTED), dir("permittedSubtree2")));
const DN3 = ca(excluded(dir(EXCLUDED)));
const DN4 = ca(excluded(dir(EXCLUDED), dir("excludedSubtree2")));
const DN5 = ca(nameConstraints({ permitted: [dir(PERMITTED)], excluded: [dir(PERMITTED, EXCLUDED)] }));
const sub = (subject: Uint8Array, ...extensions: NonNullable<Link["extensions"]>): Link => ({ subject, extensions });
const DN1_SUB1 = sub(dn("sub 1", PERMITTED), permitted(dir(PERMITTED, "permittedSubtree2")));
const DN1_SUB2 = sub(dn("sub 2", PERMITTED), permitted(dir("permittedSubtree2")));
const DN1_SUB3 = sub(dn("sub 3", PERMITTED), permitted(email("testcertificates.gov")));
const DN3_SUB1 = sub(dn("sub 1"), excluded(dir("excludedSubtree2")));
const DN3_SUB2 = sub(dn("sub 2"), permitted(dir()));
const MAIL_RDN = setOf(sequence(oid("1.2.840.113549.1.9.1"), ia5String("user@mail.example")));
const WITH_MAIL = sequence(
  setOf(sequence(oid("2.5.4.6"), tlv(0x13, new TextEncoder().encode("US")))),
  setOf(sequence(oid("2.5.4.10"), utf8String("Test Certificates 2011"))),
  setOf(sequence(oid("2.5.4.11"), utf8String(PERMITTED))),
  MAIL_RDN,
);

const ILL_TYPED_MAIL = sequence(
  setOf(sequence(oid("1.2.840.113549.1.9.1"), tlv(0x13, new TextEncoder().encode("user@mail.example")))),
);
const NUMBER_FOR_MAIL = sequence(setOf(sequence(oid("1.2.840.113549.1.9.1"), integer(1))));
/** Longer than any name is read. */
const endless = (...units: readonly string[]): Uint8Array => dn("x".repeat(9000), ...units);

const DIRECTORY: readonly Case[] = [
  { name: "4.13.1 Valid DN nameConstraints Test1", path: [DN1, named(dn("EE", PERMITTED))], is: "valid" },
  { name: "4.13.2 Invalid DN nameConstraints Test2", path: [DN1, named(dn("EE", EXCLUDED))], is: [1, B] },
  {
    name: "4.13.3 Invalid DN nameConstraints Test3",
    path: [DN1, named(dn("EE", PERMITTED), { kind: "directoryName", der: dn("EE", EXCLUDED) })],
    is: [1, B],
  },
  {
    name: "4.13.4 Valid DN nameConstraints Test4",
    path: [DN1, named(dn("EE", PERMITTED), email("a@testcertificates.gov"))],
    is: "valid",
  },
  {
    name: "4.13.5 Valid DN nameConstraints Test5",
    path: [DN2, named(dn("EE", PERMITTED), { kind: "directoryName", der: dn("EE", "permittedSubtree2") })],
    is: "valid",
  },
  { name: "4.13.6 Valid DN nameConstraints Test6", path: [DN3, named(dn("EE", PERMITTED))], is: "valid" },
  { name: "4.13.7 Invalid DN nameConstraints Test7", path: [DN3, named(dn("EE", EXCLUDED))], is: [1, C] },
  { name: "4.13.8 Invalid DN nameConstraints Test8", path: [DN4, named(dn("EE", EXCLUDED))], is: [1, C] },
  { name: "4.13.9 Invalid DN nameConstraints Test9", path: [DN4, named(dn("EE", "excludedSubtree2"))], is: [1, C] },
  {
    name: "4.13.10 Invalid DN nameConstraints Test10",
    path: [DN5, named(dn("EE", PERMITTED, EXCLUDED))],
    is: [1, C],
  },
  { name: "4.13.11 Valid DN nameConstraints Test11", path: [DN5, named(dn("EE", PERMITTED))], is: "valid" },
  {
    name: "4.13.12 Invalid DN nameConstraints Test12",
    path: [DN1, DN1_SUB1, named(dn("EE", PERMITTED))],
    is: [2, B],
  },
  {
    name: "4.13.13 Invalid DN nameConstraints Test13",
    path: [DN1, DN1_SUB2, named(dn("EE", PERMITTED))],
    is: [2, B],
  },
  {
    name: "4.13.14 Valid DN nameConstraints Test14",
    path: [
      DN1,
      DN1_SUB2,
      {
        subject: sequence(),
        extensions: [rawExtension("2.5.29.17", true, encodeGeneralNames([email("a@testcertificates.gov")]))],
      },
    ],
    is: "valid",
  },
  {
    name: "4.13.15 Invalid DN nameConstraints Test15",
    path: [DN3, DN3_SUB1, named(dn("EE", EXCLUDED))],
    is: [2, C],
  },
  {
    name: "4.13.16 Invalid DN nameConstraints Test16",
    path: [DN3, DN3_SUB1, named(dn("EE", "excludedSubtree2"))],
    is: [2, C],
  },
  {
    name: "4.13.17 Invalid DN nameConstraints Test17",
    path: [DN3, DN3_SUB2, named(dn("EE", EXCLUDED))],
    is: [2, C],
  },
  {
    name: "4.13.18 Valid DN nameConstraints Test18",
    path: [DN3, DN3_SUB2, named(dn("EE", PERMITTED))],
    is: "valid",
  },
  {
    name: "4.13.19 Valid Self-Issued DN nameConstraints Test19",
    path: [DN1, { isSelfIssued: true }, named(dn("EE", PERMITTED))],
    is: "valid",
  },
  { name: "4.13.20 Invalid Self-Issued DN nameConstraints Test20", path: [DN1, { isSelfIssued: true }], is: [1, B] },
  {
    name: "an authority's own subject",
    path: [DN1, { subject: dn("sub", EXCLUDED) }, named(dn("EE", PERMITTED))],
    is: [1, B],
  },
  {
    name: "another case and other spaces in the base",
    path: [ca(excluded(dir("EXCLUDED  subtree"))), named(dn("EE", "Excluded Subtree"))],
    is: [1, C],
  },
  {
    name: "a name that is too long to be compared, under an exclusion of another",
    path: [DN3, named(dn("EE"), { kind: "directoryName", der: endless() })],
    is: [1, C],
    openssl: { differs: "it compares names of any length" },
  },
  {
    name: "a name that is too long to be compared, under a permission that has it",
    path: [DN1, named(dn("EE", PERMITTED), { kind: "directoryName", der: endless(PERMITTED) })],
    is: [1, B],
    openssl: { differs: "it compares names of any length" },
  },
  {
    name: "a name that is too long to be compared, where names of other kinds are constrained",
    path: [ca(permitted(dns("b.example"))), named(dn("EE"), { kind: "directoryName", der: endless() })],
    is: "valid",
  },
];

const MAIL = (...names: readonly string[]) => ee(...names.map(email));
const RFC822: readonly Case[] = [
  {
    name: "4.13.21 Valid RFC822 nameConstraints Test21",
    path: [ca(permitted(email(".testcertificates.gov"))), MAIL("Test21EE@mailserver.testcertificates.gov")],
    is: "valid",
  },
  {
    name: "4.13.22 Invalid RFC822 nameConstraints Test22",
    path: [ca(permitted(email(".testcertificates.gov"))), MAIL("Test22EE@testcertificates.gov")],
    is: [1, B],
  },
  {
    name: "4.13.23 Valid RFC822 nameConstraints Test23",
    path: [ca(permitted(email("testcertificates.gov"))), MAIL("Test23EE@testcertificates.gov")],
    is: "valid",
  },
  {
    name: "4.13.24 Invalid RFC822 nameConstraints Test24",
    path: [ca(permitted(email("testcertificates.gov"))), MAIL("Test24EE@mailserver.testcertificates.gov")],
    is: [1, B],
  },
  {
    name: "4.13.25 Valid RFC822 nameConstraints Test25",
    path: [ca(excluded(email("testcertificates.gov"))), MAIL("Test25EE@mailserver.testcertificates.gov")],
    is: "valid",
  },
  {
    name: "4.13.26 Invalid RFC822 nameConstraints Test26",
    path: [ca(excluded(email("testcertificates.gov"))), MAIL("Test26EE@testcertificates.gov")],
    is: [1, C],
  },
  {
    name: "4.13.27 Valid DN and RFC822 nameConstraints Test27",
    path: [DN1, DN1_SUB3, named(dn("EE", PERMITTED), email("Test27EE@testcertificates.gov"))],
    is: "valid",
  },
  {
    name: "4.13.28 Invalid DN and RFC822 nameConstraints Test28",
    path: [DN1, DN1_SUB3, named(dn("EE", PERMITTED), email("Test28EE@invalidcertificates.gov"))],
    is: [2, B],
  },
  { name: "4.13.29 Invalid DN and RFC822 nameConstraints Test29", path: [DN1, DN1_SUB3, named(WITH_MAIL)], is: [2, B] },
  {
    name: "an address in the subject that is permitted",
    path: [ca(permitted(email("mail.example"))), named(WITH_MAIL)],
    is: "valid",
  },
  {
    name: "an address in the subject beside an rfc822Name",
    path: [ca(permitted(email("testcertificates.gov"))), named(WITH_MAIL, email("a@testcertificates.gov"))],
    is: "valid",
    openssl: { differs: "it constrains the address in the subject in any case" },
  },
  {
    name: "an address in the subject beside another kind of name",
    path: [ca(permitted(email("testcertificates.gov"))), named(WITH_MAIL, dns("a.example"))],
    is: [1, B],
  },
  {
    name: "an address that is ill-formed for its type, and no constraint",
    path: [{}, named(ILL_TYPED_MAIL)],
    is: "valid",
  },
  {
    name: "an address that is ill-formed for its type, and constraints on other names",
    path: [ca(permitted(dns("b.example"))), named(ILL_TYPED_MAIL)],
    is: "valid",
    openssl: { differs: "it takes an address for nothing else once any name is constrained" },
  },
  {
    name: "an address that is ill-formed for its type, where its host is permitted",
    path: [ca(permitted(email("mail.example"))), named(ILL_TYPED_MAIL)],
    is: [1, B],
  },
  {
    name: "an address that is ill-formed for its type, where another host is excluded",
    path: [ca(excluded(email("other.example"))), named(ILL_TYPED_MAIL)],
    is: [1, C],
  },
  {
    name: "an address that is no text, and no constraint",
    path: [{}, named(NUMBER_FOR_MAIL)],
    is: "valid",
    openssl: { differs: "to it such a value makes the certificate unreadable" },
  },
  {
    name: "an address that is no text, where a host is excluded",
    path: [ca(excluded(email("other.example"))), named(NUMBER_FOR_MAIL)],
    is: [1, C],
  },
  { name: "one mailbox", path: [ca(permitted(email("a@mail.example"))), MAIL("a@MAIL.example")], is: "valid" },
  {
    name: "one mailbox, and the case of its local part",
    path: [ca(permitted(email("a@mail.example"))), MAIL("A@mail.example")],
    is: [1, B],
  },
  {
    name: "one mailbox excluded, and its neighbour",
    path: [ca(excluded(email("a@mail.example"))), MAIL("b@mail.example")],
    is: "valid",
  },
  { name: "one mailbox excluded", path: [ca(excluded(email("a@mail.example"))), MAIL("a@mail.example")], is: [1, C] },
  {
    name: "a quoted local part under a constraint",
    path: [ca(excluded(email("a@mail.example"))), MAIL('"a"@mail.example')],
    is: [1, C],
    openssl: { differs: "it compares the local part with its quotes" },
  },
  {
    name: "all addresses permitted",
    path: [ca(permitted(email(""))), MAIL("a@mail.example")],
    is: "valid",
    openssl: { differs: "to it an empty host is no host" },
  },
  {
    name: "all addresses excluded",
    path: [ca(excluded(email(""))), MAIL("a@mail.example")],
    is: [1, C],
    openssl: { differs: "to it an empty host is no host" },
  },
];

const smtpUtf8 = (text: string): GeneralName => ({
  kind: "otherName",
  oid: "1.3.6.1.5.5.7.8.9",
  value: utf8String(text),
});
const INTERNATIONAL: readonly Case[] = [
  {
    name: "an SmtpUTF8Mailbox at a permitted host",
    path: [ca(permitted(email("mail.example"))), ee(smtpUtf8("grün@mail.example"))],
    is: "valid",
  },
  {
    name: "an SmtpUTF8Mailbox at another host",
    path: [ca(permitted(email("mail.example"))), ee(smtpUtf8("grün@other.example"))],
    is: [1, B],
  },
  {
    name: "an SmtpUTF8Mailbox at an excluded host",
    path: [ca(excluded(email("mail.example"))), ee(smtpUtf8("grün@mail.example"))],
    is: [1, C],
  },
];

testCases([...DIRECTORY, ...RFC822, ...INTERNATIONAL]);
