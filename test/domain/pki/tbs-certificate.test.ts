import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { X509Certificate as PeculiarCertificate } from "@peculiar/x509";
import { describe, expect, test } from "vitest";
import { readDer } from "../../../domain/der/reader.ts";
import * as der from "../../../domain/der/writer.ts";
import { concat, equalBytes, fromHex, toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import { fromMillis } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertificate, parseCertificate } from "../../../domain/pki/certificate.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import {
  encodeTbsCertificate,
  fillValidity,
  maskValidity,
  parseTbsCertificate,
  type TbsCertificate,
} from "../../../domain/pki/tbs-certificate.ts";
import { tryOpenssl } from "./openssl.ts";
import { anyOther, at, mutations, prefixes, testKey } from "./sample.ts";
import { certificateVector } from "./vector.ts";

const key = testKey();
const VALIDITY = { notBefore: at("2026-01-01T00:00:00"), notAfter: at("2050-01-01T00:00:00") };
const FIELDS: TbsCertificate = {
  serial: "4f0102",
  algorithm: "ecdsa-sha256",
  issuer: encodeName([{ type: "CN", value: "Issuer" }]),
  validity: VALIDITY,
  subject: encodeName([{ type: "CN", value: "Subject" }]),
  spki: key.spki,
  extensions: [basicConstraints({ isCa: false }), keyUsage(["digitalSignature"])],
};
const TBS = encodeTbsCertificate(FIELDS);
const MASKED = encodeTbsCertificate({ ...FIELDS, validity: "masked" });

const contentHex = (encoded: Uint8Array): string => toHex(expectOk(readDer(encoded, (r) => r.expect(0x30))).content);

/** `TBS` with one piece of its content, given as hex, replaced, and the length made right. */
const replaced = (piece: string, by: string): Uint8Array => {
  const parts = contentHex(TBS).split(piece);
  expect(parts).toHaveLength(2);
  return der.tlv(0x30, fromHex(parts.join(by)) ?? expect.unreachable());
};

const timeHex = (tag: "17" | "18", text: string): string => toHex(der.tlv(Number.parseInt(tag, 16), utf8(text)));
const VALIDITY_HEX = `3020${timeHex("17", "260101000000Z")}${timeHex("18", "20500101000000Z")}`;

describe("encoding", () => {
  test.for(["root", "leaf", "responder"] as const)("the fields of %s make the TBS that OpenSSL wrote", (name) => {
    const { tbs, fields } = expectOk(parseCertificate(certificateVector(name)));
    expect(toHex(encodeTbsCertificate(fields))).toBe(toHex(tbs));
  });

  test("every element stands in its place, RFC 5280 §4.1", () => {
    const expected = [
      "a003020102",
      "02034f0102",
      "300a06082a8648ce3d040302",
      toHex(FIELDS.issuer),
      VALIDITY_HEX,
      toHex(FIELDS.subject),
      toHex(key.spki),
      "a320301e" + "300c0603551d130101ff04023000" + "300e0603551d0f0101ff040403020780",
    ].join("");
    expect(contentHex(TBS)).toBe(expected);
  });

  test("no extensions are no element, RFC 5280 §4.1.2.9", () => {
    const bare = encodeTbsCertificate({ ...FIELDS, extensions: [] });
    expect(toHex(bare.subarray(-key.spki.length))).toBe(toHex(key.spki));
    expect(expectOk(parseTbsCertificate(bare)).extensions).toEqual([]);
  });

  test("@peculiar/x509 reads every field", () => {
    const certificate = new PeculiarCertificate(encodeCertificate(TBS, FIELDS.algorithm, key.sign(TBS)).slice().buffer);
    expect(certificate.serialNumber).toBe(FIELDS.serial);
    expect([certificate.issuer, certificate.subject]).toEqual(["CN=Issuer", "CN=Subject"]);
    expect(certificate.notBefore.toISOString()).toBe(VALIDITY.notBefore);
    expect(certificate.notAfter.toISOString()).toBe(VALIDITY.notAfter);
    expect(new Uint8Array(certificate.publicKey.rawData)).toEqual(key.spki);
    expect(certificate.extensions.map((e) => [e.type, e.critical])).toEqual([
      ["2.5.29.19", true],
      ["2.5.29.15", true],
    ]);
  });
});

describe("the serial number, RFC 5280 §4.1.2.2", () => {
  test.for(["01", "7f", "80", "ff", "0100", "7f".padEnd(40, "f"), "ff".padEnd(38, "f")])(
    "%s is read back",
    (serial) => {
      const tbs = encodeTbsCertificate({ ...FIELDS, serial });
      expect(expectOk(parseTbsCertificate(tbs)).serial).toBe(serial);
      const certificate = new X509Certificate(encodeCertificate(tbs, FIELDS.algorithm, key.sign(tbs)));
      expect(certificate.serialNumber.toLowerCase()).toBe(serial);
    },
  );

  test.for(["", "0", "00", "0000", "zz", "AB", "1 ", "-1", "80".padEnd(40, "0"), "01".padEnd(42, "0")])(
    "%j is a Defect",
    (serial) => {
      expect(() => encodeTbsCertificate({ ...FIELDS, serial })).toThrow(TypeError);
    },
  );

  test("an element put in its place is read", () => {
    expect(expectOk(parseTbsCertificate(replaced("02034f0102", "02020080"))).serial).toBe("80");
  });

  test.for([
    ["zero", "020100"],
    ["negative", "020180"],
    ["of 21 octets", `021500${"ff".repeat(20)}`],
    ["not minimal", "0202007f"],
    ["empty", "0200"],
  ])("one that is %s is refused", ([, element = ""]) => {
    const tbs = replaced("02034f0102", element);
    expect(parseTbsCertificate(tbs)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

describe("masking", () => {
  test("only the validity is replaced, by an empty SEQUENCE", () => {
    const { masked, validity } = expectOk(maskValidity(TBS));
    expect(validity).toEqual(VALIDITY);
    expect(toHex(masked)).toBe(toHex(MASKED));
    expect(contentHex(masked)).toBe(contentHex(TBS).replace(VALIDITY_HEX, "3000"));
  });

  test("filling gives the same bytes again", () => {
    expect(toHex(expectOk(fillValidity(MASKED, VALIDITY)))).toBe(toHex(TBS));
  });

  test.for(["root", "leaf", "responder"] as const)("the TBS of %s survives masking and filling", (name) => {
    const { tbs } = expectOk(parseCertificate(certificateVector(name)));
    const { masked, validity } = expectOk(maskValidity(tbs));
    expect(toHex(expectOk(fillValidity(masked, validity)))).toBe(toHex(tbs));
  });

  test("a masked TBS is parsed, and says that it is masked", () => {
    expect(expectOk(parseTbsCertificate(MASKED))).toEqual({ ...FIELDS, validity: "masked" });
  });

  test("nobody takes a masked TBS for a certificate's", () => {
    const certificate = encodeCertificate(MASKED, FIELDS.algorithm, key.sign(MASKED));
    expect(() => new X509Certificate(certificate)).toThrow();
    expect(() => new PeculiarCertificate(certificate.slice().buffer).notAfter).toThrow();
    expect(tryOpenssl(["x509", "-inform", "DER", "-noout"], certificate).status).not.toBe(0);
  });

  test("what is masked already is not masked again, what is not masked not filled", () => {
    expect(maskValidity(MASKED)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
    expect(fillValidity(TBS, VALIDITY)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });

  test("milliseconds are cut", () => {
    const filled = expectOk(fillValidity(MASKED, { ...VALIDITY, notBefore: "2026-01-01T00:00:00.999Z" as never }));
    expect(filled).toEqual(TBS);
  });

  test("what is not in the one form of a time is refused, for filling would change it", () => {
    const validity = (tag: "17" | "18", text: string) => `30xx${timeHex(tag, text)}${timeHex("18", "20500101000000Z")}`;
    const same = replaced(VALIDITY_HEX, validity("17", "260101000000Z").replace("xx", "20"));
    expect(same).toEqual(TBS);
    const other = replaced(VALIDITY_HEX, validity("18", "20260101000000Z").replace("xx", "22"));
    expect(maskValidity(other)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });

  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a certificate", encodeCertificate(TBS, FIELDS.algorithm, key.sign(TBS))],
    ["an empty SEQUENCE", der.sequence()],
    ["trailing bytes", concat([TBS, Uint8Array.of(0)])],
    [
      "one time only",
      der.sequence(
        der.explicit(0),
        der.integer(1),
        der.sequence(),
        der.sequence(),
        der.sequence(der.time(VALIDITY.notBefore)),
      ),
    ],
    [
      "three times",
      der.sequence(
        der.explicit(0),
        der.integer(1),
        der.sequence(),
        der.sequence(),
        der.sequence(...Array.from({ length: 3 }, () => der.time(VALIDITY.notBefore))),
      ),
    ],
  ])("%s is refused", ([, input]) => {
    expect(maskValidity(input)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
    expect(fillValidity(input, VALIDITY)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

describe("for any fields", () => {
  const instant = fc.integer({ min: 0, max: 253_402_300_799 }).map((s) => fromMillis(s * 1000));
  const serial = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((b) => toHex(Uint8Array.of(((b[0] ?? 0) & 0x3f) | 0x40, ...b.subarray(1))));
  const fields = fc.record({
    serial,
    algorithm: fc.constant(FIELDS.algorithm),
    issuer: fc.stringMatching(/^[a-z]{1,60}$/).map((value) => encodeName([{ type: "CN", value }])),
    validity: fc.oneof(fc.constant("masked" as const), fc.record({ notBefore: instant, notAfter: instant })),
    subject: fc.stringMatching(/^[a-z]{1,60}$/).map((value) => encodeName([{ type: "CN", value }])),
    spki: fc.constant(key.spki),
    extensions: fc.uniqueArray(
      fc.record({
        oid: fc.nat(100_000).map((n) => `1.3.6.1.4.1.${n}`),
        critical: fc.boolean(),
        value: fc.uint8Array({ maxLength: 300 }),
      }),
      { selector: (e) => e.oid, maxLength: 10 },
    ),
  });

  property.prop([fields])("parsing gives them back", (f) => {
    expect(expectOk(parseTbsCertificate(encodeTbsCertificate(f)))).toEqual(f);
  });

  property.prop([fields, instant, instant])(
    "filling and masking are each other's inverse",
    (f, notBefore, notAfter) => {
      const validity = { notBefore, notAfter };
      const masked = encodeTbsCertificate({ ...f, validity: "masked" });
      const filled = expectOk(fillValidity(masked, validity));
      expect(filled).toEqual(encodeTbsCertificate({ ...f, validity }));
      expect(expectOk(maskValidity(filled))).toEqual({ masked, validity });
    },
  );
});

describe("what is not such a TBS is refused", () => {
  const parts = (t: Partial<Record<"version" | "validity" | "tail", Uint8Array>>) =>
    der.sequence(
      t.version ?? der.explicit(0, der.integer(2)),
      der.integer(1),
      der.sequence(der.oid("1.2.840.10045.4.3.2")),
      FIELDS.issuer,
      t.validity ?? der.sequence(),
      FIELDS.subject,
      key.spki,
      t.tail ?? new Uint8Array(),
    );
  test("but the frame of this table is none of them", () => {
    expect(parseTbsCertificate(parts({})).ok).toBe(true);
  });
  test.for<[string, Uint8Array]>([
    ["version 1", parts({ version: der.explicit(0, der.integer(0)) })],
    ["version 2", parts({ version: der.explicit(0, der.integer(1)) })],
    ["no version", parts({ version: new Uint8Array() })],
    ["two versions", parts({ version: der.explicit(0, der.integer(2), der.integer(2)) })],
    ["half a validity", parts({ validity: der.sequence(der.time(VALIDITY.notBefore)) })],
    ["a unique identifier", parts({ tail: der.implicit(1, false, Uint8Array.of(0, 1)) })],
    ["an empty list of extensions", parts({ tail: der.explicit(3, der.sequence()) })],
    ["nothing under the extensions' tag", parts({ tail: der.explicit(3) })],
    ["more under the extensions' tag", parts({ tail: der.explicit(3, der.sequence(), der.nullValue) })],
    ["something at the end", parts({ tail: der.nullValue })],
    [
      "more than 256 KiB",
      encodeTbsCertificate({
        ...FIELDS,
        extensions: [{ oid: "1.2.3", critical: false, value: new Uint8Array(1 << 18) }],
      }),
    ],
  ])("%s", ([, tbs]) => {
    expect(parseTbsCertificate(tbs)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

test("whatever octet of a TBS is changed, it is refused or encodes to itself", () => {
  let wrong = 0;
  for (const changed of mutations(TBS, anyOther)) {
    const parsed = parseTbsCertificate(changed);
    if (parsed.ok && !equalBytes(encodeTbsCertificate(parsed.value), changed)) wrong++;
    const masked = maskValidity(changed);
    if (!masked.ok) continue;
    const filled = fillValidity(masked.value.masked, masked.value.validity);
    if (!filled.ok || !equalBytes(filled.value, changed)) wrong++;
  }
  expect(wrong).toBe(0);
  for (const cut of prefixes(TBS)) expect(parseTbsCertificate(cut).ok || maskValidity(cut).ok).toBe(false);
});
