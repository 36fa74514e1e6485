/**
 * Random certificates of ours, read by five others: node:crypto, @peculiar/x509, pkijs, OpenSSL and GnuTLS. Every field
 * that they show must be what was meant.
 */
import { X509Certificate } from "node:crypto";
import "reflect-metadata";
import * as peculiar from "@peculiar/x509";
import fc from "fast-check";
import { Certificate } from "pkijs";
import { expect } from "vitest";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertificate, parseCertificate } from "../../../domain/pki/certificate.ts";
import { authorityKeyIdentifier } from "../../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { type KeyUsage, keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { parseSubjectAltName, subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { subjectKeyIdentifier } from "../../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName, type Name, parseName } from "../../../domain/pki/name.ts";
import { formatRfc4514 } from "../../../domain/pki/name-text.ts";
import { keyIdentifier } from "../../../domain/pki/public-key.ts";
import { encodeTbsCertificate } from "../../../domain/pki/tbs-certificate.ts";
import { CASES } from "../../domain/pki/extension/cases.ts";
import { gnutlsReadsCertificates } from "./gnutls.ts";
import { bufferOf, hexOf, isoOf, peculiarName, pkijsName } from "./libraries.ts";
import { opensslDate, opensslReadsCertificates } from "./openssl.ts";
import { KEYS, name, serial, signed, times } from "./random.ts";

/** A letter first: a name whose last label is a number is taken for an address. */
const label = fc
  .tuple(fc.constantFrom(..."abcxyz"), fc.string({ unit: fc.constantFrom(..."abcxyz019"), maxLength: 11 }))
  .map(([first, rest]) => first + rest);
const dns = fc.array(label, { minLength: 2, maxLength: 4 }).map((l) => l.join("."));
const USAGES: readonly KeyUsage[] = ["digitalSignature", "keyCertSign", "cRLSign"];
/** Every kind of extension that this program writes, but for those that each certificate here has anyway. */
const OTHERS: readonly Extension[] = CASES.map((c) => c.written).filter(
  ({ oid }) => !["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.14", "2.5.29.35", "2.5.29.17"].includes(oid),
);

const wanted = fc.record({
  key: fc.constantFrom(...KEYS),
  subjectKey: fc.constantFrom(...KEYS),
  serial,
  issuer: name,
  subject: name,
  times,
  isCa: fc.boolean(),
  usages: fc.subarray([...USAGES], { minLength: 1 }),
  names: fc.uniqueArray(dns, { maxLength: 4 }),
  isForServers: fc.boolean(),
  others: fc.subarray([...OTHERS], { maxLength: 6 }),
});
type Wanted = typeof wanted extends fc.Arbitrary<infer T> ? T : never;

const build = (w: Wanted): Uint8Array => {
  const tbs = encodeTbsCertificate({
    serial: w.serial,
    algorithm: w.key.scheme,
    issuer: encodeName(w.issuer),
    validity: { notBefore: w.times[0], notAfter: w.times[1] },
    subject: encodeName(w.subject),
    spki: w.subjectKey.spki,
    extensions: [
      basicConstraints({ isCa: w.isCa }),
      keyUsage(w.usages),
      ...(w.isForServers ? [extendedKeyUsage(["serverAuth", "clientAuth"])] : []),
      subjectKeyIdentifier(keyIdentifier(w.subjectKey.spki)),
      authorityKeyIdentifier(keyIdentifier(w.key.spki)),
      ...(w.names.length > 0
        ? [
            subjectAltName(
              w.names.map((value) => ({ kind: "dns", value })),
              false,
            ),
          ]
        : []),
      ...w.others,
    ],
  });
  return encodeCertificate(tbs, w.key.scheme, signed(w.key, tbs));
};

const shownExtension = (oid: string, critical: boolean, value: ArrayBuffer | Uint8Array): string =>
  `${oid} ${critical} ${Buffer.from(value as Uint8Array).toString("hex")}`;

/** What stands in a certificate, whoever reads it. */
type Shown = {
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly names: readonly string[];
  /** Those that not every certificate here has: OID, whether critical, value. */
  readonly others: readonly string[];
};
const isOther = (oid: string): boolean => OTHERS.some((e) => e.oid === oid);
const meant = (w: Wanted): Shown => ({
  serial: w.serial,
  issuer: w.issuer,
  subject: w.subject,
  notBefore: w.times[0],
  notAfter: w.times[1],
  names: w.names,
  others: w.others.map((e) => shownExtension(e.oid, e.critical, e.value)),
});

const readers: Readonly<Record<string, (der: Uint8Array) => Shown>> = {
  ours: (der) => {
    const { fields } = expectOk(parseCertificate(der));
    if (fields.validity === "masked") throw new TypeError("masked");
    const san = fields.extensions.find((e) => e.oid === "2.5.29.17");
    return {
      serial: fields.serial,
      issuer: expectOk(parseName(fields.issuer)),
      subject: expectOk(parseName(fields.subject)),
      ...fields.validity,
      names: san === undefined ? [] : expectOk(parseSubjectAltName(san.value)).map((n) => n.value),
      others: fields.extensions.filter((e) => isOther(e.oid)).map((e) => shownExtension(e.oid, e.critical, e.value)),
    };
  },
  peculiar: (der) => {
    const x = new peculiar.X509Certificate(Buffer.from(der));
    return {
      serial: x.serialNumber,
      issuer: peculiarName(x.issuerName),
      subject: peculiarName(x.subjectName),
      notBefore: isoOf(x.notBefore),
      notAfter: isoOf(x.notAfter),
      names: dnsOf(x),
      others: x.extensions.filter((e) => isOther(e.type)).map((e) => shownExtension(e.type, e.critical, e.value)),
    };
  },
  pkijs: (der) => {
    const x = Certificate.fromBER(bufferOf(der));
    const san = x.extensions?.find((e) => e.extnID === "2.5.29.17")?.parsedValue as
      | { altNames?: { value: string }[] }
      | undefined;
    return {
      serial: hexOf(x.serialNumber.valueBlock.valueHexView),
      issuer: pkijsName(x.issuer),
      subject: pkijsName(x.subject),
      notBefore: isoOf(x.notBefore.value),
      notAfter: isoOf(x.notAfter.value),
      names: san?.altNames?.map((n) => n.value) ?? [],
      others: (x.extensions ?? [])
        .filter((e) => isOther(e.extnID))
        .map((e) => shownExtension(e.extnID, e.critical, e.extnValue.valueBlock.valueHexView)),
    };
  },
};
const dnsOf = (x: peculiar.X509Certificate): string[] =>
  x.getExtension(peculiar.SubjectAlternativeNameExtension)?.names.items.map((n) => n.value) ?? [];

const RUNS = 200;

/** `count` certificates, in groups: each is read by all, and verified by node under the key that signed it. */
export const certificatesRoundTrip = (count: number, seed: number): void => {
  for (let done = 0; done < count; done += RUNS) {
    const group = fc.sample(wanted, { numRuns: Math.min(RUNS, count - done), seed: seed + done });
    const ders = group.map(build);
    for (const [i, w] of group.entries()) {
      const der = ders[i] as Uint8Array;
      for (const [reader, read] of Object.entries(readers))
        expect({ reader, ...read(der) }).toEqual({ reader, ...meant(w) });
      const x = new X509Certificate(der);
      expect(x.serialNumber.toLowerCase()).toBe(meant(w).serial);
      // OpenSSL takes nobody for an authority who may not sign certificates.
      expect(x.ca).toBe(w.isCa && w.usages.includes("keyCertSign"));
      const issuer = new X509Certificate(build({ ...w, subjectKey: w.key }));
      expect(x.verify(issuer.publicKey)).toBe(true);
    }
    for (const [i, said] of opensslReadsCertificates(ders).entries()) {
      const w = group[i] as Wanted;
      expect(said.replace(/[\s:]/g, "").toLowerCase()).toContain(meant(w).serial);
      expect(said).toContain(`Not Before: ${opensslDate(w.times[0])}`);
      expect(said).toContain(`Not After : ${opensslDate(w.times[1])}`);
      for (const n of w.names) expect(said).toContain(`DNS:${n}`);
    }
    for (const [i, shown] of gnutlsReadsCertificates(ders).entries()) {
      const w = group[i] as Wanted;
      const { serial, notBefore, notAfter, names } = meant(w);
      expect(shown).toEqual({
        serial,
        issuer: formatRfc4514(w.issuer),
        subject: formatRfc4514(w.subject),
        notBefore,
        notAfter,
        isCa: w.isCa,
        names,
        subjectKeyId: toHex(keyIdentifier(w.subjectKey.spki)),
        authorityKeyId: toHex(keyIdentifier(w.key.spki)),
      });
    }
  }
};
