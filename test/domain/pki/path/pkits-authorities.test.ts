/** PKITS 4.5 to 4.7 and 4.16: authorities, path length, key usage, extensions; and keys. */
import { integer, nullValue, octetString, oid, sequence, tlv, utf8String } from "../../../../domain/der/writer.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { testKey } from "../sample.ts";
import { type Case, testCases } from "./cases.ts";
import { type Link, policies } from "./chain.ts";

const CA: Link = {};
const EE: Link = {};
const K = "RFC 5280 §6.1.4 (k)";
const L = "RFC 5280 §6.1.4 (l)";
const N = "RFC 5280 §6.1.4 (n)";

const rollover: Link = { isSelfIssued: true };
const SELF_ISSUED: readonly Case[] = [
  { name: "4.5.1 Valid Basic Self-Issued Old With New Test1", path: [CA, rollover, EE], is: "valid" },
  {
    name: "4.5.8 Invalid Basic Self-Issued CRL Signing Key Test8",
    path: [CA, { isSelfIssued: true, constraints: "none", usage: ["cRLSign"] }, EE],
    is: [1, K],
  },
];

const ca = (pathLength: number): Link => ({ constraints: { isCa: true, pathLength } });
const selfCa = (pathLength?: number): Link => ({
  isSelfIssued: true,
  constraints: pathLength === undefined ? { isCa: true } : { isCa: true, pathLength },
});
const AUTHORITIES: readonly Case[] = [
  { name: "4.6.1 Invalid Missing basicConstraints Test1", path: [{ constraints: "none" }, EE], is: [0, K] },
  { name: "4.6.2 Invalid cA False Test2", path: [{ constraints: { isCa: false } }, EE], is: [0, K] },
  {
    name: "4.6.3 Invalid cA False Test3",
    path: [{ constraints: "none", extensions: [rawExtension("2.5.29.19", false, sequence())] }, EE],
    is: [0, K],
  },
  {
    name: "4.6.4 Valid basicConstraints Not Critical Test4",
    path: [
      { constraints: "none", extensions: [rawExtension("2.5.29.19", false, sequence(tlv(1, Uint8Array.of(255))))] },
      EE,
    ],
    is: "valid",
    openssl: { differs: "-x509_strict wants basicConstraints critical" },
  },
  { name: "4.6.5 Invalid pathLenConstraint Test5", path: [ca(0), CA, EE], is: [1, L] },
  {
    name: "4.6.6 Invalid pathLenConstraint Test6",
    path: [ca(0), CA, { constraints: { isCa: true }, usage: ["keyCertSign"] }],
    is: [1, L],
  },
  { name: "4.6.7 Valid pathLenConstraint Test7", path: [ca(0), EE], is: "valid" },
  {
    name: "4.6.8 Valid pathLenConstraint Test8",
    path: [ca(0), { constraints: { isCa: true }, usage: ["keyCertSign"] }],
    is: "valid",
  },
  { name: "4.6.9 Invalid pathLenConstraint Test9", path: [ca(6), ca(0), ca(0), EE], is: [2, L] },
  {
    name: "4.6.10 Invalid pathLenConstraint Test10",
    path: [ca(6), ca(0), ca(0), { constraints: { isCa: true }, usage: ["keyCertSign"] }],
    is: [2, L],
  },
  { name: "4.6.11 Invalid pathLenConstraint Test11", path: [ca(6), ca(1), ca(1), CA, EE], is: [3, L] },
  {
    name: "4.6.12 Invalid pathLenConstraint Test12",
    path: [ca(6), ca(1), ca(1), CA, { constraints: { isCa: true }, usage: ["keyCertSign"] }],
    is: [3, L],
  },
  { name: "4.6.13 Valid pathLenConstraint Test13", path: [ca(6), ca(4), ca(1), CA, EE], is: "valid" },
  {
    name: "4.6.14 Valid pathLenConstraint Test14",
    path: [ca(6), ca(4), ca(1), CA, { constraints: { isCa: true }, usage: ["keyCertSign"] }],
    is: "valid",
  },
  { name: "4.6.15 Valid Self-Issued pathLenConstraint Test15", path: [ca(0), selfCa(0), EE], is: "valid" },
  { name: "4.6.16 Invalid Self-Issued pathLenConstraint Test16", path: [ca(0), selfCa(0), CA, EE], is: [2, L] },
  { name: "4.6.17 Valid Self-Issued pathLenConstraint Test17", path: [ca(1), selfCa(), CA, selfCa(), EE], is: "valid" },
  {
    name: "a version 1 certificate as an authority's",
    path: [{ version: 1 }, EE],
    is: [0, K],
  },
  {
    name: "a version 2 certificate as an authority's",
    path: [{ version: 2, uniqueIds: [1, 2] }, EE],
    is: [0, K],
  },
  {
    name: "a version 1 certificate of an end entity",
    path: [CA, { version: 1 }],
    is: "valid",
  },
  {
    name: "unique identifiers in version 1",
    path: [CA, { version: 1, uniqueIds: [1, undefined] }],
    is: [1, "RFC 5280 §4.1"],
    openssl: { differs: "it reads them all the same" },
  },
];

const usage = (critical: boolean, bits: number): Link => ({
  usage: "none",
  extensions: [rawExtension("2.5.29.15", critical, tlv(0x03, Uint8Array.of(bits & 2 ? 1 : 2, bits)))],
});
const KEY_USAGE: readonly Case[] = [
  {
    name: "4.7.1 Invalid keyUsage Critical keyCertSign False Test1",
    path: [{ usage: ["digitalSignature", "cRLSign"] }, EE],
    is: [0, N],
  },
  { name: "4.7.2 Invalid keyUsage Not Critical keyCertSign False Test2", path: [usage(false, 0x82), EE], is: [0, N] },
  { name: "4.7.3 Valid keyUsage Not Critical Test3", path: [usage(false, 0x86), EE], is: "valid" },
  {
    name: "no keyUsage at all",
    path: [{ usage: "none" }, EE],
    is: "valid",
    openssl: { differs: "-x509_strict wants keyUsage" },
  },
];

const unknown = (critical: boolean): Link => ({
  extensions: [rawExtension("2.16.840.1.101.2.1.12.2", critical, octetString(new Uint8Array(3)))],
});
const O = "RFC 5280 §6.1.4 (o)";
const EXTENSIONS: readonly Case[] = [
  { name: "4.16.1 Valid Unknown Not Critical Certificate Extension Test1", path: [unknown(false)], is: "valid" },
  {
    name: "4.16.2 Invalid Unknown Critical Certificate Extension Test2",
    path: [unknown(true)],
    is: [0, "RFC 5280 §6.1.5 (f)"],
  },
  { name: "an unknown critical extension of an authority", path: [unknown(true), EE], is: [0, O] },
  {
    name: "a critical extension that the caller processes",
    path: [unknown(true), EE],
    with: { alsoProcessed: ["2.16.840.1.101.2.1.12.2"] },
    is: "valid",
    openssl: { differs: "it cannot be told" },
  },
  {
    name: "a malformed extension that is not critical",
    path: [CA, { extensions: [rawExtension("2.5.29.17", false, sequence())] }],
    is: [1, "RFC 5280 §4.2.1.6"],
  },
  { name: "a policy that stands twice", path: [{ extensions: [policies(1, 1)] }], is: [0, "RFC 5280 §4.2.1.4"] },
  { name: "extensions in version 2", path: [CA, { version: 2, hasExtensions: true }], is: [1, "RFC 5280 §4.1"] },
  {
    name: "a policy with an unknown qualifier",
    path: [
      {
        extensions: [
          rawExtension(
            "2.5.29.32",
            false,
            sequence(sequence(oid("1.2.3"), sequence(sequence(oid("1.2.4"), integer(1))))),
          ),
        ],
      },
    ],
    is: "valid",
  },
  {
    name: "a critical policy with an unknown qualifier",
    path: [
      {
        extensions: [
          rawExtension(
            "2.5.29.32",
            true,
            sequence(sequence(oid("1.2.3"), sequence(sequence(oid("1.2.4"), integer(1))))),
          ),
        ],
      },
    ],
    is: [0, "RFC 5280 §4.2.1.4"],
    openssl: { differs: "it does not look at qualifiers" },
  },
  {
    name: "4.8.19 User Notice Qualifier Test19",
    path: [
      {
        extensions: [
          rawExtension(
            "2.5.29.32",
            false,
            sequence(
              sequence(
                oid("1.2.3"),
                sequence(sequence(oid("1.3.6.1.5.5.7.2.2"), sequence(utf8String("x".repeat(300))))),
              ),
            ),
          ),
        ],
      },
    ],
    is: "valid",
  },
];

/** A DSA key that leaves its parameters to its issuer's. */
const DSA = oid("1.2.840.10040.4.1");
const dsa = sequence(sequence(DSA), tlv(0x03, Uint8Array.of(0), integer(5)));
const dsaWithNull = sequence(sequence(DSA, nullValue), tlv(0x03, Uint8Array.of(0), integer(5)));
const KEYS: readonly Case[] = [
  {
    name: "4.1.5 DSA Parameter Inheritance Test5",
    path: [{ spki: dsa, key: testKey() }, EE],
    is: [0, "RFC 5280 §6.1.4 (e)"],
  },
  {
    name: "inherited parameters of an end entity",
    path: [CA, { spki: dsa }],
    is: [1, "RFC 5280 §6.1.5 (d)"],
  },
  { name: "a DSA key whose parameters are NULL", path: [CA, { spki: dsaWithNull }], is: [1, "RFC 5280 §6.1.5 (d)"] },
  { name: "a key that is none", path: [CA, { spki: sequence() }], is: [1, "RFC 5280 §4.1.2.7"] },
];

testCases([...SELF_ISSUED, ...AUTHORITIES, ...KEY_USAGE, ...EXTENSIONS, ...KEYS]);
