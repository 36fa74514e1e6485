import { constants, createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bitString, explicit, integer, nullValue, oid, sequence } from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
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
  expect(expectOk(parsePublicKey(spki))).toEqual({ algorithm: "ec-p256", scheme: "ecdsa-sha256", spki, bits });
});

test("the key identifier is SHA-1 over the point, without the unused-bits octet", () => {
  expect(toHex(keyIdentifier(spki))).toBe(createHash("sha1").update(bits).digest("hex"));
});

test.for(["root", "leaf", "responder"] as const)("OpenSSL gave the key of %s the same identifier", (name) => {
  const { spki: key, extensions } = expectOk(parseCertificate(certificateVector(name))).fields;
  const identifier = extensions.find((e) => e.oid === "2.5.29.14")?.value ?? expect.unreachable();
  expect(toHex(identifier)).toBe(`0414${toHex(keyIdentifier(key))}`);
});

const exported = ({ publicKey }: { readonly publicKey: KeyObject }): Uint8Array =>
  new Uint8Array(publicKey.export({ format: "der", type: "spki" }));

/** Every kind, made by node: OpenSSL's encoding of each. */
const KINDS: readonly (readonly [string, string, () => { readonly publicKey: KeyObject }])[] = [
  ["rsa-2048", "rsa-sha256", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ["rsa-3072", "rsa-sha256", () => generateKeyPairSync("rsa", { modulusLength: 3072 })],
  ["ec-p256", "ecdsa-sha256", () => generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["ec-p384", "ecdsa-sha384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
  ["ec-p521", "ecdsa-sha512", () => generateKeyPairSync("ec", { namedCurve: "P-521" })],
  ["ed25519", "ed25519", () => generateKeyPairSync("ed25519")],
  ["ed448", "ed448", () => generateKeyPairSync("ed448")],
  ["ml-dsa-44", "ml-dsa-44", () => generateKeyPairSync("ml-dsa-44")],
  ["ml-dsa-65", "ml-dsa-65", () => generateKeyPairSync("ml-dsa-65")],
  ["ml-dsa-87", "ml-dsa-87", () => generateKeyPairSync("ml-dsa-87")],
];

test.for(KINDS)("%s is known, and signs by %s", ([algorithm, scheme, make]) => {
  const key = exported(make());
  expect(expectOk(parsePublicKey(key))).toMatchObject({ algorithm, scheme, spki: key });
  expect(keyIdentifier(key)).toHaveLength(20);
});

test.for(["sha256", "sha384", "sha512"])("a key for RSASSA-PSS with %s only says so, RFC 4055 §1.2", (hash) => {
  const saltLength = (Number(hash.slice(3)) / 8) as unknown as string;
  const pss = { modulusLength: 2048, hashAlgorithm: hash, mgf1HashAlgorithm: hash, saltLength };
  const key = exported(generateKeyPairSync("rsa-pss", pss));
  expect(expectOk(parsePublicKey(key))).toMatchObject({ algorithm: "rsa-pss-2048", scheme: `rsa-pss-${hash}` });
});

describe("a key for RSASSA-PSS that says nothing of a hash, RFC 4055 §3.1", () => {
  const pair = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
  const key = exported(pair);

  test("is known, as node and OpenSSL write it unless told otherwise", () => {
    expect(expectOk(parsePublicKey(key))).toMatchObject({ algorithm: "rsa-pss-2048", scheme: "rsa-pss-sha256" });
  });

  test.for(["sha256", "sha384", "sha512"] as const)("signs with %s", (hash) => {
    const message = Uint8Array.of(1, 2, 3);
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
    const signature = new Uint8Array(sign(hash, message, { key: pair.privateKey, saltLength }));
    expect(verifySignature(key, message, signature, `rsa-pss-${hash}`)).toBe(true);
    expect(verifySignature(key, message, signature, "rsa-sha256")).toBe(false);
    expect(verifySignature(key, Uint8Array.of(1), signature, `rsa-pss-${hash}`)).toBe(false);
  });
});

test.for([
  [0, 0],
  [0, 1],
  [1, 0],
])("hashes of RSASSA-PSS without their NULL make the same key, RFC 4055 §2.1: %s", ([inHash = 0, inMask = 0]) => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pkcs1 = new Uint8Array(publicKey.export({ format: "der", type: "pkcs1" }));
  const sha256 = (n: number) => sequence(oid("2.16.840.1.101.3.4.2.1"), ...(n === 0 ? [] : [nullValue]));
  const parameters = sequence(
    explicit(0, sha256(inHash)),
    explicit(1, sequence(oid("1.2.840.113549.1.1.8"), sha256(inMask))),
    explicit(2, integer(32)),
  );
  const key = sequence(sequence(oid("1.2.840.113549.1.1.10"), parameters), bitString(pkcs1));
  expect(expectOk(parsePublicKey(key))).toMatchObject({ algorithm: "rsa-pss-2048", scheme: "rsa-pss-sha256" });
});

test("the numbers of an RSA key are node's", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 });
  const { rsa } = expectOk(parsePublicKey(exported({ publicKey })));
  const jwk = publicKey.export({ format: "jwk" });
  expect(rsa?.exponent).toBe(3n);
  expect(rsa?.modulus).toBe(BigInt(`0x${Buffer.from(jwk.n ?? "", "base64url").toString("hex")}`));
});

describe("a key of another kind is not supported", () => {
  test.for<[string, Uint8Array]>([
    ["secp256k1", exported(generateKeyPairSync("ec", { namedCurve: "secp256k1" }))],
    ["X25519", exported(generateKeyPairSync("x25519"))],
    ["DSA", exported(generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }))],
    ["RSASSA-PSS with SHA-1", exported(generateKeyPairSync("rsa-pss", { modulusLength: 2048, hashAlgorithm: "sha1" }))],
    ["RSASSA-PSS with NULL", sequence(sequence(oid("1.2.840.113549.1.1.10"), nullValue), bitString(bits))],
    ["RSA without its NULL, RFC 3279 §2.3.1", sequence(sequence(oid("1.2.840.113549.1.1.1")), bitString(bits))],
    ["Ed25519 with a point too long", sequence(sequence(oid("1.3.101.112")), bitString(new Uint8Array(33)))],
    ["Ed25519 with NULL", sequence(sequence(oid("1.3.101.112"), nullValue), bitString(new Uint8Array(32)))],
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
