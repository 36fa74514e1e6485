import { fc, test as property } from "@fast-check/vitest";
import * as asn1js from "asn1js";
import { type Certificate, ContentInfo, SignedData } from "pkijs";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertificateBundle, parseCertificateBundle } from "../../../domain/pki/cms.ts";
import { decodePem, encodePem } from "../../../domain/pki/pem.ts";
import { appended } from "./appended.ts";
import { openssl, withFiles } from "./openssl.ts";
import { anyOther, mutations, prefixes } from "./sample.ts";
import { certificateVector, crlVector } from "./vector.ts";

const CHAIN = [certificateVector("leaf"), certificateVector("root")];
const CRLS = [crlVector("crl"), crlVector("crl-empty")];
const NOTHING = new Uint8Array();
const hexes = (all: readonly Uint8Array[]) => all.map(toHex);

/** What `openssl crl2pkcs7` makes of the same pieces. */
const byOpenssl = (certificates: readonly Uint8Array[], crls: readonly Uint8Array[]): Uint8Array => {
  const chain = certificates.map((c) => encodePem("CERTIFICATE", c)).join("");
  const [crl] = crls;
  const pem = withFiles({ chain, crl: crl === undefined ? "" : encodePem("X509 CRL", crl) }, (path) =>
    openssl([
      "crl2pkcs7",
      ...(crl === undefined ? ["-nocrl"] : ["-in", path.crl]),
      ...(certificates.length > 0 ? ["-certfile", path.chain] : []),
    ]),
  );
  return expectOk(decodePem(pem, "PKCS7"));
};

/** A bundle put together from pieces, so that each can be wrong alone. */
const build = (
  piece: {
    readonly type?: string;
    readonly version?: Uint8Array;
    readonly digests?: Uint8Array;
    readonly content?: Uint8Array;
    readonly sets?: readonly Uint8Array[];
    readonly signers?: Uint8Array;
    readonly tail?: Uint8Array;
  } = {},
): Uint8Array =>
  der.sequence(
    der.oid(piece.type ?? "1.2.840.113549.1.7.2"),
    der.explicit(
      0,
      der.sequence(
        piece.version ?? der.integer(1),
        piece.digests ?? der.setOf(),
        piece.content ?? der.sequence(der.oid("1.2.840.113549.1.7.1")),
        ...(piece.sets ?? [der.tlv(0xa0, CHAIN[0]!)]),
        piece.signers ?? der.setOf(),
      ),
      piece.tail ?? NOTHING,
    ),
  );

describe("OpenSSL makes the same bytes, and we read them", () => {
  test.for<[string, readonly Uint8Array[], readonly Uint8Array[]]>([
    ["one certificate", CHAIN.slice(0, 1), []],
    ["a chain", CHAIN, []],
    ["a chain in the other order", CHAIN.toReversed(), []],
    ["a chain and a CRL", CHAIN, CRLS.slice(0, 1)],
    ["a CRL alone", [], CRLS.slice(1)],
  ])("%s", ([, certificates, crls]) => {
    const stored = byOpenssl(certificates, crls);
    expect(toHex(encodeCertificateBundle({ certificates, crls }))).toBe(toHex(stored));
    const read = expectOk(parseCertificateBundle(stored));
    expect(hexes(read.certificates)).toEqual(hexes(certificates));
    expect(hexes(read.crls)).toEqual(hexes(crls));
  });
});

test("OpenSSL prints every certificate and CRL of a bundle", () => {
  const printed = openssl(
    ["pkcs7", "-inform", "DER", "-print_certs"],
    encodeCertificateBundle({ certificates: CHAIN, crls: CRLS }),
  );
  expect(printed.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(printed.match(/BEGIN X509 CRL/g)).toHaveLength(2);
});

test("pkijs reads a bundle", () => {
  const bytes = encodeCertificateBundle({ certificates: CHAIN, crls: CRLS });
  const info = new ContentInfo({ schema: asn1js.fromBER(bytes).result });
  const signed = new SignedData({ schema: info.content });
  const found = (signed.certificates ?? []).map((c) => new Uint8Array((c as Certificate).toSchema().toBER()));
  expect(hexes(found)).toEqual(hexes(CHAIN));
  expect(signed).toMatchObject({
    version: 1,
    signerInfos: [],
    encapContentInfo: { eContentType: "1.2.840.113549.1.7.1" },
  });
  expect(signed.crls).toHaveLength(2);
});

test("an empty bundle is one", () => {
  const empty = { certificates: [], crls: [] };
  expect(parseCertificateBundle(encodeCertificateBundle(empty))).toEqual({ ok: true, value: empty });
});

test("the frame of the table below is read", () => {
  expect(parseCertificateBundle(build())).toMatchObject({ ok: true, value: { crls: [] } });
  for (const version of [3, 4, 5])
    expect(parseCertificateBundle(build({ version: der.integer(version) }))).toMatchObject({ ok: true });
});

describe("what is no bundle is refused", () => {
  const attribute = der.sequence(der.oid("1.2.840.113549.1.7.1"), der.explicit(0, der.octetString(NOTHING)));
  test.for<[string, Uint8Array]>([
    ["another content type", build({ type: "1.2.840.113549.1.7.1" })],
    ["version 0", build({ version: der.integer(0) })],
    ["version 2, which EncryptedData has", build({ version: der.integer(2) })],
    ["version 6", build({ version: der.integer(6) })],
    ["digest algorithms", build({ digests: der.setOf(der.sequence(der.oid("1.3.14.3.2.26"))) })],
    ["content, though empty", build({ content: attribute })],
    ["another kind of content", build({ content: der.sequence(der.oid("1.2.3")) })],
    ["a signer", build({ signers: der.setOf(der.sequence()) })],
    ["an attribute certificate", build({ sets: [der.tlv(0xa0, der.tlv(0xa2))] })],
    ["other revocation information", build({ sets: [der.tlv(0xa1, der.tlv(0xa1))] })],
    ["CRLs before certificates", build({ sets: [der.tlv(0xa1, CRLS[0]!), der.tlv(0xa0, CHAIN[0]!)] })],
    ["too many certificates", build({ sets: [der.tlv(0xa0, ...Array.from({ length: 1025 }, () => der.sequence()))] })],
    ["bytes behind the content", build({ tail: der.nullValue })],
  ])("%s", ([, bytes]) => {
    expect(parseCertificateBundle(bytes)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });

  test("what OpenSSL signed", () => {
    const key = openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    const signed = withFiles({ key, cert: "", text: "x" }, (path) => {
      openssl(["req", "-x509", "-key", path.key, "-subj", "/CN=x", "-out", path.cert]);
      return openssl(["cms", "-sign", "-in", path.text, "-signer", path.cert, "-inkey", path.key, "-outform", "PEM"]);
    });
    const bytes = expectOk(decodePem(signed, "CMS"));
    expect(parseCertificateBundle(bytes)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

test("nothing is passed over: what is read is all that stands there", () => {
  for (const bytes of appended(encodeCertificateBundle({ certificates: CHAIN, crls: CRLS }))) {
    const read = parseCertificateBundle(bytes);
    if (read.ok) expect(toHex(encodeCertificateBundle(read.value))).toBe(toHex(bytes));
  }
});

test("no prefix is read, and no change of an octet of the frame throws", () => {
  const bytes = build({ sets: [] });
  for (const cut of prefixes(bytes)) expect(parseCertificateBundle(cut).ok).toBe(false);
  for (const changed of mutations(bytes, anyOther)) expect(() => parseCertificateBundle(changed)).not.toThrow();
});

test("a bundle may have 1024 certificates and 64 CRLs, and no more", () => {
  const some = (length: number) => Array.from({ length }, () => der.sequence());
  const largest = { certificates: some(1024), crls: some(64) };
  expect(parseCertificateBundle(encodeCertificateBundle(largest))).toEqual({ ok: true, value: largest });
  expect(() => encodeCertificateBundle({ ...largest, certificates: some(1025) })).toThrow(TypeError);
  expect(() => encodeCertificateBundle({ ...largest, crls: some(65) })).toThrow(TypeError);
});

const elements = fc.array(
  fc.uint8Array({ maxLength: 200 }).map((content) => der.sequence(der.octetString(content))),
  { maxLength: 12 },
);
property.prop([elements, elements])("what is written is read again", (certificates, crls) => {
  const read = expectOk(parseCertificateBundle(encodeCertificateBundle({ certificates, crls })));
  expect(hexes(read.certificates)).toEqual(hexes(certificates));
  expect(hexes(read.crls)).toEqual(hexes(crls));
  expect(toHex(encodeCertificateBundle(read))).toBe(toHex(encodeCertificateBundle({ certificates, crls })));
});
