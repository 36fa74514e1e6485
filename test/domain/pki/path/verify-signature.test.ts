/** Whose signatures are believed. */
import { constants, generateKeyPairSync, type KeyObject, publicEncrypt, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { bitString, integer, nullValue, oid, sequence } from "../../../../domain/der/writer.ts";
import { encodeSignatureAlgorithm } from "../../../../domain/pki/algorithm.ts";
import { verifyByKnownAlgorithm } from "../../../../domain/pki/path/verify-signature.ts";

const MESSAGE = Uint8Array.of(1, 2, 3);
const RSA_SHA256 = encodeSignatureAlgorithm("rsa-sha256");
type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
const spkiOf = ({ publicKey }: Pair): Uint8Array => new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
const rsa = (modulusLength: number, publicExponent = 65_537): Pair =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent });
const signed = ({ privateKey }: Pair): Uint8Array => new Uint8Array(sign("sha256", MESSAGE, privateKey));

test.for<[name: string, pair: () => Pair, isBelieved: boolean]>([
  ["512 bits", () => rsa(512), false],
  ["1016 bits", () => rsa(1016), false],
  ["1024 bits", () => rsa(1024), true],
  ["2048 bits", () => rsa(2048), true],
  ["the exponent 3", () => rsa(2048, 3), true],
])("an RSA key of %s", ([, pair, isBelieved]) => {
  const made = pair();
  expect(verifyByKnownAlgorithm(spkiOf(made), MESSAGE, RSA_SHA256, signed(made))).toBe(isBelieved);
});

test("an RSA key of 768 bits that may sign with RSASSA-PSS only", () => {
  for (const [modulusLength, isBelieved] of [
    [768, false],
    [1024, true],
  ] as const) {
    const pair = generateKeyPairSync("rsa-pss", { modulusLength });
    const signature = new Uint8Array(sign("sha256", MESSAGE, { key: pair.privateKey, saltLength: 32 }));
    const algorithm = encodeSignatureAlgorithm("rsa-pss-sha256");
    expect(verifyByKnownAlgorithm(spkiOf(pair), MESSAGE, algorithm, signature)).toBe(isBelieved);
  }
});

test("an RSA key with the exponent 1, under which anybody can sign", () => {
  const pair = rsa(2048);
  const { n = "" } = pair.publicKey.export({ format: "jwk" });
  const modulus = BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`);
  const spki = sequence(
    sequence(oid("1.2.840.113549.1.1.1"), nullValue),
    bitString(sequence(integer(modulus), integer(1))),
  );
  // To the power of 1 the signature is the padded hash itself: what the true public key makes of the true signature.
  const key = { key: pair.publicKey, padding: constants.RSA_NO_PADDING };
  const padded = new Uint8Array(publicEncrypt(key, signed(pair)));
  expect(verify("sha256", MESSAGE, { key: Buffer.from(spki), format: "der", type: "spki" }, padded)).toBe(true);
  expect(verifyByKnownAlgorithm(spki, MESSAGE, RSA_SHA256, padded)).toBe(false);
});
