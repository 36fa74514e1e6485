/**
 * Random certificates, CRLs and OCSP answers of ours, read by four others: node:crypto, @peculiar/x509, pkijs and the
 * openssl command. Every field that all of them show must be what was meant.
 */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "reflect-metadata";
import * as peculiar from "@peculiar/x509";
import fc from "fast-check";
import { BasicOCSPResponse, Certificate, CertificateRevocationList, OCSPResponse } from "pkijs";
import { expect } from "vitest";
import { toHex } from "../../domain/kernel/bytes.ts";
import { fromMillis, type Instant } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import type { SignatureScheme } from "../../domain/kernel/signature-scheme.ts";
import { encodeCertId } from "../../domain/pki/cert-id.ts";
import { encodeCertificate, parseCertificate } from "../../domain/pki/certificate.ts";
import { authorityKeyIdentifier } from "../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../domain/pki/extension/extension.ts";
import { type KeyUsage, keyUsage } from "../../domain/pki/extension/key-usage.ts";
import { parseSubjectAltName, subjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { subjectKeyIdentifier } from "../../domain/pki/extension/subject-key-identifier.ts";
import { checkName, encodeName, type Name, parseName } from "../../domain/pki/name.ts";
import { encodeOcspResponse, encodeResponseData } from "../../domain/pki/ocsp-response.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { keyIdentifier, parsePublicKey } from "../../domain/pki/public-key.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../../domain/pki/revocation-reason.ts";
import {
  encodeCertificateList,
  encodeRevokedEntry,
  encodeTbsCertList,
  parseCertificateList,
} from "../../domain/pki/tbs-cert-list.ts";
import { encodeTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { CASES } from "../domain/pki/extension/cases.ts";

type Key = { readonly spki: Uint8Array; readonly scheme: SignatureScheme; readonly privateKey: KeyObject };

const keyOf = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): Key => {
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  return { spki, scheme: expectOk(parsePublicKey(spki)).scheme, privateKey };
};
/** Kinds that all four readers know. */
const KEYS: readonly Key[] = [
  keyOf(generateKeyPairSync("rsa", { modulusLength: 2048 })),
  keyOf(generateKeyPairSync("ec", { namedCurve: "P-256" })),
  keyOf(generateKeyPairSync("ec", { namedCurve: "P-384" })),
  keyOf(generateKeyPairSync("ec", { namedCurve: "P-521" })),
  keyOf(generateKeyPairSync("ed25519")),
];
const signed = ({ scheme, privateKey }: Key, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(sign(/sha\d+$/.exec(scheme)?.[0] ?? null, bytes, privateKey));

const text = (max: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(..."abcdefgXYZ0189 -_.äöüßéñ漢字Ωжд€"), minLength: 1, maxLength: max })
    .filter((s) => s.trim() === s && s !== "");
const attribute: fc.Arbitrary<Name[number]> = fc.oneof(
  fc.record({ type: fc.constantFrom("CN", "O", "OU"), value: text(64) }),
  fc.record({ type: fc.constantFrom("L", "ST"), value: text(100) }),
  fc.record({ type: fc.constant("C"), value: fc.constantFrom("DE", "FR", "US", "CH") }),
);
const name = fc.array(attribute, { minLength: 1, maxLength: 5 }).filter((n) => checkName(n).ok);
/** A letter first: a name whose last label is a number is taken for an address. */
const label = fc
  .tuple(fc.constantFrom(..."abcxyz"), fc.string({ unit: fc.constantFrom(..."abcxyz019"), maxLength: 11 }))
  .map(([first, rest]) => first + rest);
const dns = fc.array(label, { minLength: 2, maxLength: 4 }).map((l) => l.join("."));
const USAGES: readonly KeyUsage[] = ["digitalSignature", "keyCertSign", "cRLSign"];
/** Whole seconds from 1970 to 2100: UTCTime and GeneralizedTime, RFC 5280 §4.1.2.5. */
const moment: fc.Arbitrary<Instant> = fc.integer({ min: 0, max: 4_102_444_799 }).map((s) => fromMillis(s * 1000));
const times = fc.tuple(moment, moment).map(([a, b]): readonly [Instant, Instant] => (a < b ? [a, b] : [b, a]));
const serial = fc.uint8Array({ minLength: 8, maxLength: 20 }).map((b) => {
  b[0] = ((b[0] ?? 0) & 0x7f) | 0x40;
  return toHex(b);
});

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

/** The libraries declare an ArrayBuffer where any view would do. */
const bufferOf = (der: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(der);
const isoOf = (date: Date): string => date.toISOString();
const PKIJS_TYPES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.6": "C",
};
const pkijsName = (n: Certificate["subject"]): Name =>
  n.typesAndValues.map((a) => ({ type: PKIJS_TYPES[a.type] ?? a.type, value: a.value.valueBlock.value as string }));
const peculiarName = (n: peculiar.Name): Name =>
  n
    .toJSON()
    .flatMap((rdn) => Object.entries(rdn).flatMap(([type, values]) => values.map((value) => ({ type, value }))));
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
  serial: w.serial.replace(/^(?:00)+/, ""),
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
      notBefore: isoOf(x.notBefore) as Instant,
      notAfter: isoOf(x.notAfter) as Instant,
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
      serial: Buffer.from(x.serialNumber.valueBlock.valueHexView)
        .toString("hex")
        .replace(/^(?:00)+/, ""),
      issuer: pkijsName(x.issuer),
      subject: pkijsName(x.subject),
      notBefore: isoOf(x.notBefore.value) as Instant,
      notAfter: isoOf(x.notAfter.value) as Instant,
      names: san?.altNames?.map((n) => n.value) ?? [],
      others: (x.extensions ?? [])
        .filter((e) => isOther(e.extnID))
        .map((e) => shownExtension(e.extnID, e.critical, e.extnValue.valueBlock.valueHexView)),
    };
  },
};
const dnsOf = (x: peculiar.X509Certificate): string[] =>
  x.getExtension(peculiar.SubjectAlternativeNameExtension)?.names.items.map((n) => n.value) ?? [];

/** One run of the command for many certificates: their serial numbers and dates in its own words. */
const opensslReads = (ders: readonly Uint8Array[]): readonly string[] => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-oracles-"));
  try {
    const file = join(directory, "all.pem");
    writeFileSync(file, ders.map((d) => encodePem("CERTIFICATE", d)).join(""));
    const { stdout, status } = spawnSync("openssl", ["storeutl", "-noout", "-text", "-certs", file], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    expect(status).toBe(0);
    return stdout.split("Certificate:\n").slice(1);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const opensslDate = (i: Instant): string => {
  const [, month, day, time, year] =
    /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\S+)/.exec(new Date(i).toUTCString())?.slice(0) ?? [];
  return `${day} ${String(Number(month)).padStart(2, " ")} ${year} ${time} GMT`;
};

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
    for (const [i, said] of opensslReads(ders).entries()) {
      const w = group[i] as Wanted;
      expect(said.replace(/[\s:]/g, "").toLowerCase()).toContain(meant(w).serial);
      expect(said).toContain(`Not Before: ${opensslDate(w.times[0])}`);
      expect(said).toContain(`Not After : ${opensslDate(w.times[1])}`);
      for (const n of w.names) expect(said).toContain(`DNS:${n}`);
    }
  }
};

const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[];
const list = fc.record({
  key: fc.constantFrom(...KEYS),
  issuer: name,
  number: fc.bigInt({ min: 1n, max: 2n ** 150n }),
  times,
  entries: fc.array(fc.record({ serial, revokedAt: moment, reason: fc.constantFrom(...REASONS) }), { maxLength: 20 }),
});

export const listsRoundTrip = (count: number, seed: number): void => {
  for (const w of fc.sample(list, { numRuns: count, seed })) {
    const tbs = encodeTbsCertList({
      algorithm: w.key.scheme,
      issuer: encodeName(w.issuer),
      thisUpdate: w.times[0],
      nextUpdate: w.times[1],
      entries: w.entries.map(encodeRevokedEntry),
      number: w.number,
      authorityKeyId: keyIdentifier(w.key.spki),
    });
    const der = encodeCertificateList(tbs, w.key.scheme, signed(w.key, tbs));
    const ours = expectOk(parseCertificateList(der));
    const own = w.entries.map((e) => ({ ...e, serial: e.serial }));
    expect(ours).toMatchObject({ number: w.number, thisUpdate: w.times[0], nextUpdate: w.times[1], entries: own });
    const theirs = CertificateRevocationList.fromBER(bufferOf(der));
    const shown = (theirs.revokedCertificates ?? []).map((r) => ({
      serial: Buffer.from(r.userCertificate.valueBlock.valueHexView)
        .toString("hex")
        .replace(/^(?:00)+/, ""),
      at: isoOf(r.revocationDate.value),
    }));
    expect(shown).toEqual(w.entries.map((e) => ({ serial: e.serial.replace(/^(?:00)+/, ""), at: e.revokedAt })));
    const x = new peculiar.X509Crl(Buffer.from(der));
    expect([
      isoOf(x.thisUpdate),
      isoOf(x.nextUpdate as Date),
      peculiarName(new peculiar.Name(x.issuer)).length,
    ]).toEqual([w.times[0], w.times[1], w.issuer.length]);
    expect(x.entries.length).toBe(w.entries.length);
  }
};

const answer = fc.record({
  key: fc.constantFrom(...KEYS),
  issuer: name,
  producedAt: moment,
  responses: fc.array(
    fc.record({
      serial,
      times,
      status: fc.oneof(
        fc.record({ at: fc.constantFrom("good" as const, "unknown" as const) }),
        fc.record({ at: fc.constant("revoked" as const), revokedAt: moment, reason: fc.constantFrom(...REASONS) }),
      ),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
const TAGS = { good: 0, revoked: 1, unknown: 2 } as const;

export const answersRoundTrip = (count: number, seed: number): void => {
  for (const w of fc.sample(answer, { numRuns: count, seed })) {
    const issuer = encodeName(w.issuer);
    const { bits } = expectOk(parsePublicKey(w.key.spki));
    const data = encodeResponseData({
      responderKeyHash: keyIdentifier(w.key.spki),
      producedAt: w.producedAt,
      responses: w.responses.map(({ serial: s, times, status }) => ({
        certId: encodeCertId("sha256", issuer, bits, s),
        status,
        thisUpdate: times[0],
        nextUpdate: times[1],
      })),
    });
    const der = encodeOcspResponse(data, w.key.scheme, signed(w.key, data), []);
    const outer = OCSPResponse.fromBER(bufferOf(der));
    const inner = BasicOCSPResponse.fromBER(outer.responseBytes?.response.valueBlock.valueHexView as BufferSource);
    expect(isoOf(inner.tbsResponseData.producedAt)).toBe(w.producedAt);
    const shown = inner.tbsResponseData.responses.map((r) => ({
      serial: Buffer.from(r.certID.serialNumber.valueBlock.valueHexView)
        .toString("hex")
        .replace(/^(?:00)+/, ""),
      at: (r.certStatus as { idBlock: { tagNumber: number } }).idBlock.tagNumber,
      thisUpdate: isoOf(r.thisUpdate),
      nextUpdate: isoOf(r.nextUpdate as Date),
    }));
    const expected = w.responses.map((r) => ({
      serial: r.serial.replace(/^(?:00)+/, ""),
      at: TAGS[r.status.at],
      thisUpdate: r.times[0],
      nextUpdate: r.times[1],
    }));
    expect(shown).toEqual(expected);
  }
};
