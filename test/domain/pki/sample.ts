/** Keys, and certificates made by the code under test, for oracles to look at. */
import { generateKeyPairSync, sign } from "node:crypto";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { encodeCertificate } from "../../../domain/pki/certificate.ts";
import { authorityKeyIdentifier } from "../../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { subjectKeyIdentifier } from "../../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName, type Name } from "../../../domain/pki/name.ts";
import { keyIdentifier } from "../../../domain/pki/public-key.ts";
import { encodeTbsCertificate, type Validity } from "../../../domain/pki/tbs-certificate.ts";

/** `2026-01-01T00:00:00` as an Instant. */
export const at = (text: string): Instant => `${text}.000Z` as Instant;

export type TestKey = { readonly spki: Uint8Array; readonly sign: (bytes: Uint8Array) => Uint8Array };

/** A new P-256 key pair. */
export const testKey = (): TestKey => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })),
    sign: (bytes) => new Uint8Array(sign("sha256", bytes, privateKey)),
  };
};

export const AROUND_NOW: Validity = { notBefore: at("2020-01-01T00:00:00"), notAfter: at("2049-12-31T23:59:59") };

export const encodeSigned = (tbs: Uint8Array, key: TestKey): Uint8Array =>
  encodeCertificate(tbs, "ecdsa-sha256", key.sign(tbs));

export type Authority = { readonly key: TestKey; readonly name: Uint8Array; readonly der: Uint8Array };

/** A self-signed root. */
export const makeRoot = (subject: Name = [{ type: "CN", value: "Root" }], validity = AROUND_NOW): Authority => {
  const key = testKey();
  const name = encodeName(subject);
  const tbs = encodeTbsCertificate({
    serial: "4001",
    algorithm: "ecdsa-sha256",
    issuer: name,
    validity,
    subject: name,
    spki: key.spki,
    extensions: [
      basicConstraints({ isCa: true }),
      keyUsage(["keyCertSign", "cRLSign"]),
      subjectKeyIdentifier(keyIdentifier(key.spki)),
    ],
  });
  return { key, name, der: encodeSigned(tbs, key) };
};

/** An end-entity certificate under `issuer`. */
export const makeLeaf = (
  issuer: Authority,
  leaf: {
    readonly key?: TestKey;
    readonly subject?: Name;
    readonly serial?: string;
    readonly validity?: Validity;
    readonly extensions?: readonly Extension[];
  } = {},
): Uint8Array => {
  const { key = testKey(), subject = [{ type: "CN", value: "leaf" }], serial = "4f0102", extensions = [] } = leaf;
  const tbs = encodeTbsCertificate({
    serial,
    algorithm: "ecdsa-sha256",
    issuer: issuer.name,
    validity: leaf.validity ?? AROUND_NOW,
    subject: encodeName(subject),
    spki: key.spki,
    extensions: [
      basicConstraints({ isCa: false }),
      keyUsage(["digitalSignature"]),
      subjectKeyIdentifier(keyIdentifier(key.spki)),
      authorityKeyIdentifier(keyIdentifier(issuer.key.spki)),
      ...extensions,
    ],
  });
  return encodeSigned(tbs, issuer.key);
};

/** Every result of changing one octet to each value in `values(octet)`. */
export function* mutations(
  bytes: Uint8Array,
  values: (octet: number) => readonly number[],
): Generator<Uint8Array, void, undefined> {
  for (const [i, octet] of bytes.entries())
    for (const value of values(octet)) {
      const changed = bytes.slice();
      changed[i] = value;
      yield changed;
    }
}

/** All 255 other values of an octet. */
export const anyOther = (octet: number): readonly number[] =>
  Array.from({ length: 255 }, (_, i) => (octet + i + 1) & 0xff);

/** The eight values that differ in one bit. */
export const oneBit = (octet: number): readonly number[] => Array.from({ length: 8 }, (_, i) => octet ^ (1 << i));

/** Every proper prefix. */
export const prefixes = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: bytes.length }, (_, i) => bytes.subarray(0, i));
