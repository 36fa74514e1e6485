import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bitString, nullValue, oid, sequence } from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { encodeP256PublicKey, keyIdentifier, parsePublicKey } from "../../../domain/pki/public-key.ts";
import { anyOther, mutations, prefixes, testKey } from "./sample.ts";
import { certificateVector } from "./vector.ts";

const EC = oid("1.2.840.10045.2.1");
const P256 = oid("1.2.840.10045.3.1.7");
const { spki } = testKey();
const { bits } = expectOk(parsePublicKey(spki));

test("the point of a key that node made is found, and makes the same key again", () => {
  const { x, y } = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }).export({ format: "jwk" });
  expect(bits).toEqual(Uint8Array.of(4, ...Buffer.from(x ?? "", "base64url"), ...Buffer.from(y ?? "", "base64url")));
  expect(toHex(encodeP256PublicKey(bits))).toBe(toHex(spki));
});

test("parsing keeps the key as it was given", () => {
  expect(expectOk(parsePublicKey(spki))).toEqual({ algorithm: "ec-p256", spki, bits });
});

test("the key identifier is SHA-1 over the point, without the unused-bits octet", () => {
  expect(toHex(keyIdentifier(spki))).toBe(createHash("sha1").update(bits).digest("hex"));
});

test.for(["root", "leaf", "responder"] as const)("OpenSSL gave the key of %s the same identifier", (name) => {
  const { spki: key, extensions } = expectOk(parseCertificate(certificateVector(name))).fields;
  const identifier = extensions.find((e) => e.oid === "2.5.29.14")?.value ?? expect.unreachable();
  expect(toHex(identifier)).toBe(`0414${toHex(keyIdentifier(key))}`);
});

const other = (type: "rsa" | "ed25519" | "P-384" | "secp256k1"): Uint8Array => {
  const { publicKey } =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : type === "ed25519"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("ec", { namedCurve: type });
  return new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
};

describe("a key of another kind is not supported", () => {
  test.for<[string, Uint8Array]>([
    ["RSA", other("rsa")],
    ["Ed25519", other("ed25519")],
    ["P-384", other("P-384")],
    ["secp256k1", other("secp256k1")],
    ["a compressed point", sequence(sequence(EC, P256), bitString(bits.slice(0, 33).fill(2, 0, 1)))],
    ["the point at infinity", sequence(sequence(EC, P256), bitString(Uint8Array.of(0)))],
    ["a hybrid point", sequence(sequence(EC, P256), bitString(bits.slice().fill(6, 0, 1)))],
    ["a point of 66 octets", sequence(sequence(EC, P256), bitString(Uint8Array.of(...bits, 0)))],
    ["no point", sequence(sequence(EC, P256), bitString(new Uint8Array()))],
    ["no curve", sequence(sequence(EC), bitString(bits))],
    ["the curve and more", sequence(sequence(EC, P256, nullValue), bitString(bits))],
    ["an implicit curve", sequence(sequence(EC, nullValue), bitString(bits))],
  ])("%s", ([, key]) => {
    expect(parsePublicKey(key)).toMatchObject({ ok: false, error: { code: "csr.unsupported-key" } });
  });
});

describe("what is no SubjectPublicKeyInfo is malformed", () => {
  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["trailing bytes", Uint8Array.of(...spki, 0)],
    ["a third element", sequence(sequence(EC, P256), bitString(bits), nullValue)],
    ["unused bits", sequence(sequence(EC, P256), bitString(bits, 1))],
    ["no key", sequence(sequence(EC, P256))],
    ["more than 16 KiB", sequence(sequence(EC, P256), bitString(new Uint8Array(16_384)))],
  ])("%s", ([, key]) => {
    expect(parsePublicKey(key)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

test("whatever octet of a key is changed, it is refused or has another point", () => {
  for (const changed of mutations(spki, anyOther)) {
    const parsed = parsePublicKey(changed);
    if (parsed.ok) expect(encodeP256PublicKey(parsed.value.bits)).toEqual(changed);
  }
  for (const cut of prefixes(spki)) expect(parsePublicKey(cut).ok).toBe(false);
});

test("a point of another length or form, or a key that cannot be parsed, is a Defect", () => {
  expect(() => encodeP256PublicKey(bits.subarray(1))).toThrow(TypeError);
  expect(() => encodeP256PublicKey(bits.slice().fill(2, 0, 1))).toThrow(TypeError);
  expect(() => keyIdentifier(new Uint8Array())).toThrow(TypeError);
});
