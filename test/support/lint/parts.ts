/** Certificates in pieces, so that one piece can be wrong. Nothing is random: the same pieces give the same file. */
import { OID } from "../../../domain/der/oid.ts";
import * as der from "../../../domain/der/writer.ts";
import { fromHex } from "../../../domain/kernel/bytes.ts";
import { authorityInfoAccess } from "../../../domain/pki/extension/authority-info-access.ts";
import { authorityKeyIdentifier } from "../../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { crlDistributionPoints } from "../../../domain/pki/extension/crl-distribution-points.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { subjectKeyIdentifier } from "../../../domain/pki/extension/subject-key-identifier.ts";
import { gcd, SMALL_PRIMES_PRODUCT } from "../../../domain/policy/rsa-weakness.ts";

export const hex = (text: string): Uint8Array => fromHex(text.replaceAll(" ", "")) ?? new Uint8Array();
export const algorithm = (oid: string, ...parameters: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.oid(oid), ...parameters);

/** The base point of P-256: on its curve, and everybody's. */
const POINT = hex(
  "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" +
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
);
export const EC = algorithm(OID.ecPublicKey, der.oid(OID.prime256v1));
export const spki = (kind: Uint8Array, bits: Uint8Array, unusedBits = 0): Uint8Array =>
  der.sequence(kind, der.bitString(bits, unusedBits));
export const EC_KEY = spki(EC, POINT);
export const RSA = algorithm(OID.rsaEncryption, der.nullValue);
export const ECDSA = algorithm(OID.ecdsaWithSha256);
/** Two INTEGERs: what an ECDSA signature is, and what nobody verifies here. */
export const SIGNATURE = der.bitString(der.sequence(der.integer(1), der.integer(1)));

/** The least number of so many bits without a small factor: no RSA modulus, but nobody can tell here. */
const modulusOf = (bits: number): bigint => {
  let n = 2n ** BigInt(bits - 1) + 1n;
  while (gcd(n, SMALL_PRIMES_PRODUCT) !== 1n) n += 2n;
  return n;
};

export const rsaKey = (bits: number, exponent = 65_537, modulus = modulusOf(bits)): Uint8Array =>
  spki(RSA, der.sequence(der.integer(modulus), der.integer(exponent)));

/** RelativeDistinguishedName of one attribute. */
export const rdn = (type: string, value: Uint8Array): Uint8Array => der.setOf(der.sequence(der.oid(type), value));
export const cn = (text: string): Uint8Array => rdn(OID.commonName, der.utf8String(text));

export type Parts = {
  /** Whole elements, none where it is left out. */
  readonly version: readonly Uint8Array[];
  readonly serial: Uint8Array;
  readonly inner: Uint8Array;
  readonly issuer: Uint8Array;
  readonly validity: readonly [Uint8Array, Uint8Array];
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly uniqueIds: readonly Uint8Array[];
  /** Each whole; undefined when `[3]` is not there. */
  readonly extensions: readonly Uint8Array[] | undefined;
  readonly outer: Uint8Array;
  readonly signature: Uint8Array;
};

export const encodeExtension = ({ oid, critical, value }: Extension): Uint8Array =>
  der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

export const utc = (text: string): Uint8Array => der.tlv(0x17, new TextEncoder().encode(text));
export const generalized = (text: string): Uint8Array => der.tlv(0x18, new TextEncoder().encode(text));

const KEY_ID = hex("0102030405060708090a0b0c0d0e0f1011121314");
const ISSUER_KEY_ID = hex("1102030405060708090a0b0c0d0e0f1011121314");
const ISSUER = der.sequence(rdn(OID.countryName, der.printableString("DE")), cn("Issuing CA"));

const LEAF: readonly Extension[] = [
  basicConstraints({ isCa: false }),
  keyUsage(["digitalSignature"]),
  extendedKeyUsage(["serverAuth"]),
  subjectKeyIdentifier(KEY_ID),
  authorityKeyIdentifier(ISSUER_KEY_ID),
  subjectAltName([{ kind: "dns", value: "www.example.test" }], false),
  crlDistributionPoints(["http://pki.example.test/1.crl"]),
  authorityInfoAccess({ ocsp: "http://pki.example.test/ocsp", caIssuers: "http://pki.example.test/1.cer" }),
];
const AUTHORITY: readonly Extension[] = [
  basicConstraints({ isCa: true, pathLength: 0 }),
  keyUsage(["keyCertSign", "cRLSign"]),
  subjectKeyIdentifier(KEY_ID),
  authorityKeyIdentifier(ISSUER_KEY_ID),
  crlDistributionPoints(["http://pki.example.test/0.crl"]),
];

const of = (subject: string, extensions: readonly Extension[]): Parts => ({
  version: [der.explicit(0, der.integer(2))],
  serial: der.integer(0x4001020304050607n),
  inner: ECDSA,
  issuer: ISSUER,
  // After every rule's effective date.
  validity: [utc("260101000000Z"), utc("270101000000Z")],
  subject: der.sequence(rdn(OID.countryName, der.printableString("DE")), cn(subject)),
  spki: EC_KEY,
  uniqueIds: [],
  extensions: extensions.map(encodeExtension),
  outer: ECDSA,
  signature: SIGNATURE,
});

/** Certificates that break no rule. */
export const LEAF_PARTS = of("www.example.test", LEAF);
export const AUTHORITY_PARTS = of("Sub CA", AUTHORITY);

/** The parts put together. */
export const certificate = (p: Parts): Uint8Array => {
  const extensions = p.extensions === undefined ? [] : [der.explicit(3, der.sequence(...p.extensions))];
  const tbs = der.sequence(
    ...p.version,
    p.serial,
    p.inner,
    p.issuer,
    der.sequence(...p.validity),
    p.subject,
    p.spki,
    ...p.uniqueIds,
    ...extensions,
  );
  return der.sequence(tbs, p.outer, p.signature);
};

const isOf = (oid: string) => (whole: Uint8Array) => {
  const prefix = der.oid(oid);
  const at = (whole[1] ?? 0) & 0x80 ? 2 + ((whole[1] ?? 0) & 0x7f) : 2;
  return prefix.every((octet, i) => octet === whole[at + i]);
};

/** The extensions with those of the same kind replaced, or others added. */
export const withExtensions = (parts: Parts, ...extensions: readonly Extension[]): Parts => ({
  ...parts,
  extensions: [
    ...(parts.extensions ?? []).filter((whole) => !extensions.some(({ oid }) => isOf(oid)(whole))),
    ...extensions.map(encodeExtension),
  ],
});

/** Without the kinds. */
export const without = (parts: Parts, ...oids: readonly string[]): Parts => ({
  ...parts,
  extensions: (parts.extensions ?? []).filter((whole) => !oids.some((oid) => isOf(oid)(whole))),
});
