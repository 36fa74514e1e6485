import "reflect-metadata";
import { createPublicKey } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { X509Crl } from "@peculiar/x509";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
import { fromMillis } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { crlDistributionPoints, pointAt } from "../../../domain/pki/extension/crl-distribution-points.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { keyIdentifier } from "../../../domain/pki/public-key.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../../../domain/pki/revocation-reason.ts";
import {
  encodeCertificateList,
  encodeRevokedEntry,
  encodeTbsCertList,
  parseCertificateList,
  type RevokedEntry,
  type TbsCertList,
} from "../../../domain/pki/tbs-cert-list.ts";
import { openssl, tryOpenssl, withFiles } from "./openssl.ts";
import { at, makeLeaf, makeRoot } from "./sample.ts";
import { certificateVector, crlVector, vectorText } from "./vector.ts";

const ALGORITHM = "ecdsa-sha256";
const root = makeRoot();
const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[];

const sign = (tbs: Uint8Array): Uint8Array => encodeCertificateList(tbs, ALGORITHM, root.key.sign(tbs));

const list = (fields: Partial<TbsCertList> = {}): TbsCertList => ({
  algorithm: ALGORITHM,
  issuer: root.name,
  thisUpdate: at("2020-01-01T00:00:00"),
  nextUpdate: at("2049-01-01T00:00:00"),
  entries: [],
  number: 1n,
  authorityKeyId: keyIdentifier(root.key.spki),
  ...fields,
});

/** What `crl.pem` says, as its dump shows it. */
const STORED: readonly RevokedEntry[] = [
  { serial: "4f01", revokedAt: at("2026-02-01T12:00:00"), reason: "keyCompromise" },
  { serial: "4f02", revokedAt: at("2026-02-02T12:00:00"), reason: "unspecified" },
  {
    serial: "4f03",
    revokedAt: at("2026-02-03T12:00:00"),
    reason: "keyCompromise",
    invalidSince: at("2026-01-15T08:30:00"),
  },
  { serial: "4f04", revokedAt: at("2026-02-04T12:00:00"), reason: "cessationOfOperation" },
  { serial: "ff05", revokedAt: at("2026-02-05T12:00:00"), reason: "superseded" },
];

describe("the list that OpenSSL wrote", () => {
  const issuer = expectOk(parseCertificate(certificateVector("root"))).fields;
  const stored = (file: "crl" | "crl-empty", entries: readonly RevokedEntry[], number: bigint): TbsCertList => {
    const dump = vectorText(`${file}.txt`);
    const time = (label: string) => fromMillis(Date.parse(dump.match(new RegExp(`${label} Update: (.*)`))?.[1] ?? ""));
    const [thisUpdate, nextUpdate] = [time("Last"), time("Next")];
    const authorityKeyId = keyIdentifier(issuer.spki);
    return list({
      issuer: issuer.subject,
      thisUpdate,
      nextUpdate,
      entries: entries.map(encodeRevokedEntry),
      number,
      authorityKeyId,
    });
  };
  const CASES = [
    ["crl", STORED, 0x1234n],
    ["crl-empty", [], 0x1235n],
  ] as const;

  test.for(CASES)("%s is written again octet by octet", ([file, entries, number]) => {
    const { tbs, algorithm, signature } = expectOk(parseCertificateList(crlVector(file)));
    expect(toHex(encodeTbsCertList(stored(file, entries, number)))).toBe(toHex(tbs));
    expect(toHex(encodeCertificateList(tbs, algorithm, signature))).toBe(toHex(crlVector(file)));
    expect(verifySignature(issuer.spki, tbs, signature)).toBe(true);
  });

  test.for(CASES)("%s is read", ([file, entries, number]) => {
    const read = expectOk(parseCertificateList(crlVector(file)));
    const { thisUpdate, nextUpdate } = stored(file, entries, number);
    expect(read).toMatchObject({ issuer: issuer.subject, thisUpdate, nextUpdate, number });
    expect(read.entries).toMatchObject(entries.map(({ serial, revokedAt, reason }) => ({ serial, revokedAt, reason })));
  });
});

describe("an entry", () => {
  const entry = { serial: "4f01", revokedAt: at("2026-02-01T12:00:00") };
  const head = `02024f01170d${toHex(Buffer.from("260201120000Z"))}`;

  test("without a reason has no extensions, RFC 5280 §5.3.1", () => {
    expect(toHex(encodeRevokedEntry({ ...entry, reason: "unspecified" }))).toBe(`3013${head}`);
  });

  test.for(REASONS.filter((r) => r !== "unspecified"))("with the reason %s", (reason) => {
    const number = REVOCATION_REASONS[reason].toString(16).padStart(2, "0");
    const expected = `3021${head}300c300a0603551d1504030a01${number}`;
    expect(toHex(encodeRevokedEntry({ ...entry, reason }))).toBe(expected);
  });

  test("with an invalidity date only, which is always GeneralizedTime, RFC 5280 §5.3.2", () => {
    const invalidSince = at("2026-01-15T08:30:00");
    const encoded = encodeRevokedEntry({ ...entry, reason: "unspecified", invalidSince });
    expect(toHex(encoded)).toContain(`180f${toHex(Buffer.from("20260115083000Z"))}`);
    expect(toHex(encoded)).not.toContain("0603551d15");
  });

  test("after 2049 has GeneralizedTime", () => {
    const encoded = encodeRevokedEntry({ ...entry, revokedAt: at("2050-01-01T00:00:00"), reason: "unspecified" });
    expect(toHex(encoded)).toContain(`180f${toHex(Buffer.from("20500101000000Z"))}`);
  });

  test.for(["", "4F", "xyz", "4"])("the serial number %j is a Defect", (serial) => {
    expect(() => encodeRevokedEntry({ ...entry, serial, reason: "superseded" })).toThrow(TypeError);
  });
});

describe("independent readers see what was written", () => {
  const entries: readonly RevokedEntry[] = REASONS.map((reason, i) => ({
    serial: `4f0${i}`,
    revokedAt: at("2026-02-01T12:00:00"),
    reason,
  }));
  const crl = sign(encodeTbsCertList(list({ entries: entries.map(encodeRevokedEntry), number: 258n })));

  test("OpenSSL verifies it and shows every reason", () => {
    const files = { root: encodePem("CERTIFICATE", root.der), crl: encodePem("X509 CRL", crl) };
    const dump = withFiles(files, (f) =>
      openssl(["crl", "-in", f.crl, "-CAfile", f.root, "-noout", "-text", "-crlnumber"]),
    );
    expect(dump).toMatch(/verify OK/);
    expect(dump).toMatch(/Version 2 \(0x1\)/);
    expect(dump).toMatch(/crlNumber=0x0?102/i);
    expect([...dump.matchAll(/Serial Number: (\w+)/g)].map((m) => m[1]?.toLowerCase())).toEqual(
      entries.map((e) => e.serial),
    );
    expect([...dump.matchAll(/Reason Code: \n\s+(.*)/g)].map((m) => m[1])).toEqual([
      "Key Compromise",
      "CA Compromise",
      "Affiliation Changed",
      "Superseded",
      "Cessation Of Operation",
      "Certificate Hold",
      "Privilege Withdrawn",
      "AA Compromise",
    ]);
  });

  test("@peculiar/x509 reads and verifies it", async () => {
    const read = new X509Crl(crl.slice().buffer);
    expect(read.entries.map((e) => [e.serialNumber, e.revocationDate.toISOString(), e.reason ?? 0])).toEqual(
      entries.map((e) => [e.serial, e.revokedAt, REVOCATION_REASONS[e.reason as RevocationReason]]),
    );
    const publicKey = createPublicKey({ key: Buffer.from(root.key.spki), format: "der", type: "spki" });
    const jwk = publicKey.export({ format: "jwk" });
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
    expect(await read.verify({ publicKey: key })).toBe(true);
  });

  test("an empty list is shown as one", () => {
    const empty = sign(encodeTbsCertList(list()));
    expect(openssl(["crl", "-inform", "DER", "-noout", "-text"], empty)).toMatch(/No Revoked Certificates/);
  });

  test("a partitioned list is marked as such, critically", () => {
    const uri = "http://crl.example.test/7.crl";
    const all = sign(encodeTbsCertList(list({ scope: { name: pointAt(uri) } })));
    const users = sign(encodeTbsCertList(list({ scope: { name: pointAt(uri), only: "user" } })));
    const dump = (c: Uint8Array) => openssl(["crl", "-inform", "DER", "-noout", "-text"], c);
    expect(dump(all)).toMatch(
      /Issuing Distribution Point: critical\n.*Full Name:\n\s+URI:http:\/\/crl\.example\.test\/7\.crl/,
    );
    expect(dump(all)).not.toMatch(/Only User Certificates/);
    expect(dump(users)).toMatch(/Only User Certificates/);
    expect(dump(sign(encodeTbsCertList(list())))).not.toMatch(/Issuing Distribution Point/);
  });

  test("a delta names its base, critically; a complete list says where the delta is", () => {
    const dump = (c: Uint8Array) => openssl(["crl", "-inform", "DER", "-noout", "-text"], c);
    const delta = sign(encodeTbsCertList(list({ number: 18n, deltaBase: 17n })));
    expect(dump(delta)).toMatch(/Delta CRL Indicator: critical\n\s+(?:17|0x11)\n/);
    expect(expectOk(parseCertificateList(delta))).toMatchObject({ number: 18n, deltaBase: 17n, scope: undefined });
    const complete = sign(encodeTbsCertList(list({ number: 17n, freshest: ["http://crl.example.test/delta.crl"] })));
    expect(dump(complete)).toMatch(/Freshest CRL: \n\s+Full Name:\n\s+URI:http:\/\/crl\.example\.test\/delta\.crl/);
    expect(expectOk(parseCertificateList(complete)).deltaBase).toBeUndefined();
    expect(() => encodeTbsCertList(list({ number: 17n, deltaBase: 17n }))).toThrow(TypeError);
  });

  test("only a delta takes an entry back", () => {
    const entries = [
      encodeRevokedEntry({ serial: "4f77", revokedAt: at("2026-02-01T12:00:00"), reason: "removeFromCRL" }),
    ];
    const delta = sign(encodeTbsCertList(list({ number: 18n, deltaBase: 17n, entries })));
    expect(openssl(["crl", "-inform", "DER", "-noout", "-text"], delta)).toMatch(/Remove From CRL/);
    expect(expectOk(parseCertificateList(delta)).entries[0]?.reason).toBe("removeFromCRL");
    expect(parseCertificateList(sign(encodeTbsCertList(list({ number: 18n, entries }))))).toMatchObject({ ok: false });
  });

  test("an indirect list names the issuer of an entry, critically", () => {
    const other = encodeName([{ type: "CN", value: "Another CA" }]);
    const revokedAt = at("2026-02-01T12:00:00");
    const entry = encodeRevokedEntry({ serial: "4f77", revokedAt, reason: "superseded", certificateIssuer: other });
    const indirect = sign(encodeTbsCertList(list({ entries: [entry], scope: { isIndirect: true } })));
    const text = openssl(["crl", "-inform", "DER", "-noout", "-text"], indirect);
    expect(text).toMatch(/Indirect CRL/);
    expect(text).toMatch(/Certificate Issuer: critical\n\s+DirName:\/?CN ?= ?Another CA/);
    const read = expectOk(parseCertificateList(indirect));
    expect(read.scope).toEqual({ name: undefined, only: undefined, reasons: undefined, isIndirect: true });
    expect(read.entries[0]?.extensions.map((e) => e.oid)).toContain("2.5.29.29");
  });

  test("OpenSSL's path check finds a certificate good or revoked by it", () => {
    const url = "http://crl.example.test/7.crl";
    const leaf = makeLeaf(root, { serial: "4f77", extensions: [crlDistributionPoints([url])] });
    const check = (serial: string) => {
      const revoked = encodeRevokedEntry({ serial, revokedAt: at("2026-02-01T12:00:00"), reason: "keyCompromise" });
      const fresh = sign(encodeTbsCertList(list({ entries: [revoked], scope: { name: pointAt(url), only: "user" } })));
      const files = {
        root: encodePem("CERTIFICATE", root.der),
        leaf: encodePem("CERTIFICATE", leaf),
        crl: encodePem("X509 CRL", fresh),
      };
      return withFiles(files, (f) =>
        tryOpenssl([
          "verify",
          "-x509_strict",
          "-crl_check",
          "-extended_crl",
          "-CRLfile",
          f.crl,
          "-CAfile",
          f.root,
          f.leaf,
        ]),
      );
    };
    expect(check("4f78").output).toMatch(/: OK\n$/);
    expect(check("4f77").output).toMatch(/certificate revoked/);
  });
});

describe("what was written is read back", () => {
  const instant = fc.integer({ min: 0, max: 253_402_300_799 }).map((s) => fromMillis(s * 1000));
  const entry = fc.record({
    serial: fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .map((b) => toHex(Uint8Array.of((b[0] ?? 0) | 0x40, ...b.subarray(1)))),
    revokedAt: instant,
    reason: fc.constantFrom(...REASONS),
  });
  const fields = fc.record({
    thisUpdate: instant,
    nextUpdate: instant,
    number: fc.bigInt({ min: 0n, max: (1n << 159n) - 1n }),
    entries: fc.array(entry, { maxLength: 20 }),
  });

  property.prop([fields])("any list", ({ entries, ...rest }) => {
    const tbs = encodeTbsCertList(list({ ...rest, entries: entries.map(encodeRevokedEntry) }));
    const signature = Uint8Array.of(1, 2, 3);
    const read = expectOk(parseCertificateList(encodeCertificateList(tbs, ALGORITHM, signature)));
    expect(read).toMatchObject({ tbs, algorithm: ALGORITHM, signature, issuer: root.name, ...rest, entries });
    expect(read.entries).toHaveLength(entries.length);
  });

  test("a hundred thousand entries, without overflowing the stack", () => {
    const one = encodeRevokedEntry({ serial: "4f01", revokedAt: at("2026-01-01T00:00:00"), reason: "superseded" });
    const crl = sign(encodeTbsCertList(list({ entries: Array.from({ length: 100_000 }, () => one) })));
    expect(expectOk(parseCertificateList(crl)).entries).toHaveLength(100_000);
  });
});
