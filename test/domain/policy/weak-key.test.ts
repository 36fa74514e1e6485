import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bitString, integer, nullValue, oid, sequence } from "../../../domain/der/writer.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { type PublicKey, parsePublicKey } from "../../../domain/pki/public-key.ts";
import { type KnownKeys, knownToAny, NOTHING_KNOWN, weaknessOf } from "../../../domain/policy/weak-key.ts";

const RSA = sequence(oid("1.2.840.113549.1.1.1"), nullValue);
const rsaKey = (modulus: bigint, exponent = 65_537n): PublicKey =>
  expectOk(parsePublicKey(sequence(RSA, bitString(sequence(integer(modulus), integer(exponent))))));

/** Primes as node finds them, from a fresh key of twice their size. */
const primes = (bits: number): readonly [bigint, bigint] => {
  const { p, q } = generateKeyPairSync("rsa", { modulusLength: bits }).privateKey.export({ format: "jwk" });
  const number = (text = ""): bigint => BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
  return [number(p), number(q)];
};
const [p, q] = primes(2048);
const [_p3, q3] = primes(2048);
const good = rsaKey(p * q);

const isPrime = (n: bigint): boolean => {
  const power = (base: bigint, exponent: bigint): bigint => {
    let [r, b, e] = [1n, base % n, exponent];
    for (; e > 0n; e >>= 1n, b = (b * b) % n) if (e & 1n) r = (r * b) % n;
    return r;
  };
  return [2n, 3n, 5n, 7n].every((a) => power(a, n - 1n) === 1n);
};
const nextPrime = (n: bigint): bigint => {
  let candidate = n + 2n;
  while (!isPrime(candidate)) candidate += 2n;
  return candidate;
};

/** A product of powers of 65537 modulo the primes that the faulty library uses: enough for the fingerprint. */
const rocaModulus = (): bigint => {
  const product = [
    3n,
    5n,
    7n,
    11n,
    13n,
    17n,
    19n,
    23n,
    29n,
    31n,
    37n,
    41n,
    43n,
    47n,
    53n,
    59n,
    61n,
    67n,
    71n,
    73n,
    79n,
    83n,
    89n,
    97n,
    101n,
    103n,
    107n,
    109n,
    113n,
    127n,
    131n,
    137n,
    139n,
    149n,
    151n,
    157n,
    163n,
    167n,
  ].reduce((a, b) => a * b, 1n);
  let residue = 1n;
  for (let i = 0; i < 100; i++) residue = (residue * 65_537n) % product;
  let n = (2n ** 2047n / product + 1n) * product + residue;
  // No factor below 752, or that would be found first.
  const small = Array.from({ length: 750 }, (_, i) => BigInt(i + 2));
  while (n % 2n === 0n || small.some((s) => n % s === 0n)) n += product;
  return n;
};

describe("an RSA key", () => {
  test.for<{ name: string; key: () => PublicKey; says: string | undefined; known?: KnownKeys }>([
    { name: "that is good", key: () => good, says: undefined },
    { name: "of 1024 bits", key: () => rsaKey(primes(1024).reduce((a, b) => a * b)), says: "at least 2048" },
    { name: "of 2047 bits", key: () => rsaKey((1n << 2046n) + 1n), says: "at least 2048" },
    { name: "of 2049 bits", key: () => rsaKey((1n << 2048n) + 1n), says: "multiple of 8" },
    { name: "of 8200 bits", key: () => rsaKey((1n << 8199n) + 1n), says: "at most 8192" },
    { name: "with exponent 3", key: () => rsaKey(p * q, 3n), says: "exponent" },
    { name: "with an even exponent", key: () => rsaKey(p * q, 65_538n), says: "exponent" },
    { name: "with an exponent of 257 bits", key: () => rsaKey(p * q, (1n << 256n) + 1n), says: "exponent" },
    { name: "with an even modulus", key: () => rsaKey((1n << 2047n) + 2n), says: "small factor" },
    { name: "with the factor 751", key: () => rsaKey((2n ** 2047n / 751n + 1n) * 751n), says: "small factor" },
    { name: "of the ROCA shape", key: () => rsaKey(rocaModulus()), says: "ROCA" },
    { name: "whose factors are neighbours", key: () => rsaKey(p * nextPrime(p)), says: "too close" },
    { name: "whose modulus is a square", key: () => rsaKey(p * p), says: "too close" },
    {
      name: "with a factor of another",
      key: () => rsaKey(p * q3),
      known: { ...NOTHING_KNOWN, sharesFactor: (n) => n === p * q3 },
      says: "shares a factor",
    },
    {
      name: "that is blocked",
      key: () => good,
      known: { ...NOTHING_KNOWN, isBlocked: () => true },
      says: "compromised",
    },
  ])("$name", ({ key, says, known = NOTHING_KNOWN }) => {
    const weakness = weaknessOf(key(), known);
    if (says === undefined) expect(weakness).toBeUndefined();
    else expect(weakness).toContain(says);
  });
});

describe("an EC key", () => {
  test.for(["P-256", "P-384", "P-521"])("%s: points of the curve pass, others do not", (namedCurve) => {
    for (let i = 0; i < 20; i++) {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve });
      const key = expectOk(parsePublicKey(new Uint8Array(publicKey.export({ format: "der", type: "spki" }))));
      expect(weaknessOf(key)).toBeUndefined();
      const bits = key.bits.slice();
      bits[bits.length - 1] = (bits.at(-1) ?? 0) ^ 1;
      expect(weaknessOf({ ...key, bits })).toContain("not on its curve");
      // OpenSSL is of the same mind.
      const spki = key.spki.slice();
      spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;
      expect(() => createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" })).toThrow();
    }
  });

  test("a coordinate that is not reduced is none", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = expectOk(parsePublicKey(new Uint8Array(publicKey.export({ format: "der", type: "spki" }))));
    expect(weaknessOf({ ...key, bits: key.bits.slice().fill(0xff, 1, 33) })).toContain("not on its curve");
  });
});

test("what one source knows is known", () => {
  const one: KnownKeys = { isBlocked: (key) => key === good, sharesFactor: (n) => n === 7n };
  const known = knownToAny(NOTHING_KNOWN, one);
  expect([known.isBlocked(good), known.sharesFactor(7n), known.sharesFactor(8n)]).toEqual([true, true, false]);
});

test("Edwards and lattice keys have no such weakness", () => {
  for (const type of ["ed25519", "ed448", "ml-dsa-44"] as const) {
    const { publicKey } = generateKeyPairSync(type as "ed25519");
    const key = expectOk(parsePublicKey(new Uint8Array(publicKey.export({ format: "der", type: "spki" }))));
    expect(weaknessOf(key)).toBeUndefined();
  }
});
