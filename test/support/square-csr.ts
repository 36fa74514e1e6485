/** A request that proves possession of a key nobody should have. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { bitString, integer, nullValue, octetString, oid, sequence, tlv } from "../../domain/der/writer.ts";
import { fromHex } from "../../domain/kernel/bytes.ts";
import { encodeName } from "../../domain/pki/name.ts";

const EXPONENT = 65_537n;

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let [result, b] = [1n, base % modulus];
  for (let e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus) if (e & 1n) result = (result * b) % modulus;
  return result;
};

/** By the extended Euclidean algorithm. */
const inverse = (a: bigint, modulus: bigint): bigint => {
  let [r0, r1, s0, s1] = [modulus, a % modulus, 0n, 1n];
  while (r1 !== 0n) [r0, r1, s0, s1] = [r1, r0 % r1, s1, s0 - (r0 / r1) * s1];
  return ((s0 % modulus) + modulus) % modulus;
};

const octets = (n: bigint, size: number): Uint8Array =>
  fromHex(n.toString(16).padStart(2 * size, "0")) ?? new Uint8Array();

/** EMSA-PKCS1-v1_5 with SHA-256, RFC 8017 §9.2, to the power of the private exponent. */
const sign = (message: Uint8Array, modulus: bigint, exponent: bigint): Uint8Array => {
  const hash = new Uint8Array(createHash("sha256").update(message).digest());
  const info = sequence(sequence(oid("2.16.840.1.101.3.4.2.1"), nullValue), octetString(hash));
  const padded = [0, 1, ...new Uint8Array(256 - 3 - info.length).fill(0xff), 0, ...info];
  return octets(power(BigInt(`0x${Buffer.from(padded).toString("hex")}`), exponent, modulus), 256);
};

/** PKCS #10, DER: an RSA key whose 2048-bit modulus is the square of a prime, with a signature that verifies. */
export const makeSquareCsr = (): Uint8Array => {
  const { p = "" } = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const prime = BigInt(`0x${Buffer.from(p, "base64url").toString("hex")}`);
  const modulus = prime * prime;
  const info = sequence(
    integer(0),
    encodeName([{ type: "CN", value: "square.example.test" }]),
    sequence(
      sequence(oid("1.2.840.113549.1.1.1"), nullValue),
      bitString(sequence(integer(modulus), integer(EXPONENT))),
    ),
    tlv(0xa0),
  );
  // The group of units modulo p² has p·(p-1) elements.
  const signature = sign(info, modulus, inverse(EXPONENT, prime * (prime - 1n)));
  return sequence(info, sequence(oid("1.2.840.113549.1.1.11"), nullValue), bitString(signature));
};
