/** One certificate for each rule about fields, signatures, times, names and keys, with that defect. */
import { OID } from "../../../domain/der/oid.ts";
import * as der from "../../../domain/der/writer.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import type { Defects } from "./defect.ts";
import {
  AUTHORITY_PARTS,
  algorithm,
  cn,
  EC,
  EC_KEY,
  generalized,
  hex,
  LEAF_PARTS,
  type Parts,
  rdn,
  rsaKey,
  spki,
  utc,
  withExtensions,
} from "./parts.ts";

const leaf = (change: Partial<Parts>): Parts => ({ ...LEAF_PARTS, ...change });
const authority = (change: Partial<Parts>): Parts => ({ ...AUTHORITY_PARTS, ...change });
const version = (n: number) => [der.explicit(0, der.integer(n))];
const raw = (tag: number, text: string) => der.tlv(tag, new TextEncoder().encode(text));
const serial = (octets: string) => der.tlv(0x02, hex(octets));
const signedWith = (one: Uint8Array) => leaf({ inner: one, outer: one });
const subject = (...rdns: readonly Uint8Array[]) => leaf({ subject: der.sequence(...rdns) });
const attribute = (type: string, value: Uint8Array) => subject(cn("x"), rdn(type, value));
const long = (type: string, max: number) => attribute(type, der.utf8String("a".repeat(max + 1)));
const printable = (type: string, max: number) => attribute(type, der.printableString("a".repeat(max + 1)));
const uniqueId = der.implicit(1, false, hex("00 01"));
const key = (one: Uint8Array) => leaf({ spki: one });
const FALSE = hex("01 01 00");
const NO_EXTENSIONS = { extensions: undefined };
const octets = (size: number) => new Uint8Array(size).fill(7);
const EDWARDS = "1.3.101.112";
const ML_DSA = "2.16.840.1.101.3.4.3.17";

export const STRUCTURE_DEFECTS: Defects = {
  "version-3-for-extensions": leaf({ version: version(1) }),
  "version-for-unique-ids": leaf({ version: [], uniqueIds: [uniqueId], ...NO_EXTENSIONS }),
  "version-is-known": leaf({ version: version(3) }),
  "version-default-is-left-out": leaf({ version: version(0), ...NO_EXTENSIONS }),
  "version-3": leaf({ version: [], ...NO_EXTENSIONS }),
  "serial-is-positive": leaf({ serial: serial("c0 01 02 03 04 05 06 07") }),
  "serial-is-not-zero": leaf({ serial: serial("00") }),
  "serial-at-most-20-octets": leaf({ serial: serial(`40${"01".repeat(20)}`) }),
  "serial-is-minimal": leaf({ serial: serial("00 40 01 02 03 04 05 06 07") }),
  "serial-cannot-be-guessed": leaf({ serial: serial("01") }),
  "signature-algorithms-agree": leaf({ outer: algorithm(OID.ecdsaWithSha384) }),
  "signature-rsa-has-null": signedWith(algorithm(OID.sha256WithRsa)),
  "signature-pss-has-parameters": signedWith(algorithm(OID.rsassaPss)),
  "signature-ecdsa-has-no-parameters": signedWith(algorithm(OID.ecdsaWithSha256, der.nullValue)),
  "signature-eddsa-has-no-parameters": signedWith(algorithm(OID.ed25519, der.nullValue)),
  "signature-ml-dsa-has-no-parameters": signedWith(algorithm(ML_DSA, der.nullValue)),
  "signature-has-no-md": signedWith(algorithm("1.2.840.113549.1.1.4", der.nullValue)),
  "signature-has-no-sha1": signedWith(algorithm("1.2.840.113549.1.1.5", der.nullValue)),
  "signature-is-whole-octets": leaf({ signature: der.tlv(0x03, hex("04 10")) }),
  "issuer-is-not-empty": leaf({ issuer: der.sequence() }),
  "authority-subject-is-not-empty": authority({ subject: der.sequence() }),
  "crl-signer-subject-is-not-empty": withExtensions(leaf({ subject: der.sequence() }), keyUsage(["cRLSign"])),
  "subject-or-alternative-name": leaf({ subject: der.sequence() }),
  "validity-has-an-order": leaf({ validity: [utc("270101000000Z"), utc("260101000000Z")] }),
  "validity-is-a-time": leaf({ validity: [raw(0x16, "260101000000Z"), utc("270101000000Z")] }),
  "validity-utc-time-is-whole": leaf({ validity: [utc("2601010000Z"), utc("270101000000Z")] }),
  "validity-generalized-time-is-whole": leaf({ validity: [utc("260101000000Z"), generalized("20510101000000.5Z")] }),
  "validity-utc-time-through-2049": leaf({ validity: [utc("260101000000Z"), generalized("20270101000000Z")] }),
  "validity-exists": leaf({ validity: [utc("260230000000Z"), utc("270101000000Z")] }),
  "unique-ids-are-absent": leaf({ uniqueIds: [uniqueId] }),
  "extensions-are-not-empty": leaf({ extensions: [] }),
  "extension-stands-once": leaf({
    extensions: [...(LEAF_PARTS.extensions ?? []), ...(LEAF_PARTS.extensions ?? []).slice(0, 1)],
  }),
  "extension-default-is-left-out": leaf({
    extensions: [
      ...(LEAF_PARTS.extensions ?? []),
      der.sequence(der.oid("1.3.6.1.4.1.99999.1"), FALSE, der.octetString(der.nullValue)),
    ],
  }),
  "extension-is-well-formed": withExtensions(LEAF_PARTS, {
    oid: OID.keyUsage,
    critical: true,
    value: hex("03 02 00 80"),
  }),
  "extension-critical-is-known": withExtensions(LEAF_PARTS, {
    oid: "1.3.6.1.4.1.99999.1",
    critical: true,
    value: der.nullValue,
  }),
  "name-attribute-is-not-empty": attribute(OID.organizationName, der.utf8String("")),
  "name-part-is-not-empty": subject(cn("x"), der.tlv(0x31)),
  "name-part-has-one-attribute": subject(
    der.setOf(
      der.sequence(der.oid(OID.commonName), der.utf8String("x")),
      der.sequence(der.oid(OID.organizationName), der.utf8String("y")),
    ),
  ),
  "name-part-is-in-order": leaf({
    issuer: der.sequence(
      der.tlv(
        0x31,
        der.sequence(der.oid(OID.organizationName), der.utf8String("y")),
        der.sequence(der.oid(OID.commonName), der.utf8String("x")),
      ),
    ),
  }),
  "name-string-type-is-current": attribute(OID.organizationName, der.tlv(0x1e, hex("00 61"))),
  "name-has-no-control-character": attribute(OID.organizationName, der.utf8String("a\nb")),
  "name-has-no-space-around": attribute(OID.organizationName, der.utf8String("a ")),
  "name-utf8-is-utf8": attribute(OID.organizationName, der.tlv(0x0c, hex("ff"))),
  "name-printable-is-printable": attribute(OID.organizationName, raw(0x13, "a@b")),
  "name-ia5-is-ia5": attribute("1.2.3.4", der.tlv(0x16, hex("e9"))),
  "name-numeric-is-numeric": attribute("2.5.4.24", raw(0x12, "1a")),
  "common-name-length": long(OID.commonName, 64),
  "surname-length": long("2.5.4.4", 64),
  "serial-number-attribute-length": printable(OID.serialNumber, 64),
  "locality-length": long(OID.localityName, 128),
  "state-length": long(OID.stateOrProvinceName, 128),
  "organization-length": long(OID.organizationName, 64),
  "organizational-unit-length": long(OID.organizationalUnitName, 64),
  "title-length": long("2.5.4.12", 64),
  "name-attribute-length": long("2.5.4.41", 32_768),
  "pseudonym-length": long("2.5.4.65", 128),
  "email-attribute-length": attribute(OID.emailAddress, der.ia5String(`${"a".repeat(250)}@b.test`)),
  "street-length": long("2.5.4.9", 128),
  "postal-code-length": long("2.5.4.17", 40),
  "country-is-two-letters": attribute(OID.countryName, der.printableString("DEU")),
  "country-is-upper-case": attribute(OID.countryName, der.printableString("de")),
  "country-is-printable": attribute(OID.countryName, der.utf8String("DE")),
  "serial-number-attribute-is-printable": attribute(OID.serialNumber, der.utf8String("1")),
  "dn-qualifier-is-printable": attribute("2.5.4.46", der.utf8String("1")),
  "domain-component-is-ia5": attribute(OID.domainComponent, der.utf8String("example")),
  "email-attribute-is-ia5": attribute(OID.emailAddress, der.utf8String("a@b.test")),
  "domain-component-is-a-label": attribute(OID.domainComponent, der.ia5String("example.test")),
  "email-attribute-is-an-alternative-name": attribute(OID.emailAddress, der.ia5String("a@b.test")),
  "spki-is-whole-octets": key(spki(EC, hex("04 10"), 4)),
  "rsa-key-has-null": key(spki(algorithm(OID.rsaEncryption), der.sequence(der.integer(1), der.integer(3)))),
  "rsa-key-size": key(rsaKey(1024)),
  "rsa-modulus-is-whole-octets": key(rsaKey(2049)),
  "rsa-exponent": key(rsaKey(2048, 65_538)),
  "rsa-exponent-is-large": key(rsaKey(2048, 3)),
  "rsa-modulus-has-no-small-factor": key(rsaKey(2048, 65_537, 2n ** 2047n + 1n)),
  "ec-curve-is-named": key(spki(algorithm(OID.ecPublicKey, der.sequence(der.integer(1))), hex("04 01"))),
  "ec-point-form": key(spki(EC, hex("06 01"))),
  "ec-point-is-on-its-curve": key(Uint8Array.from(EC_KEY, (octet, i) => (i === EC_KEY.length - 1 ? octet ^ 1 : octet))),
  "edwards-key-has-no-parameters": key(spki(algorithm(EDWARDS, der.nullValue), octets(32))),
  "edwards-key-length": key(spki(algorithm(EDWARDS), octets(31))),
  "ml-dsa-key-has-no-parameters": key(spki(algorithm(ML_DSA, der.nullValue), octets(1312))),
  "ml-dsa-key-length": key(spki(algorithm(ML_DSA), octets(1311))),
};
