/** What a dry run needs of the composition: a vault that is forgotten, and public keys whose private half is too. */
import { createPublicKey, generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { memoryKeys } from "../adapters/vault/memory-keys.ts";
import { vaultOver } from "../adapters/vault/vault.ts";
import type { KeyAlgorithm } from "../domain/pki/key-algorithm.ts";
import { gcd, SMALL_PRIMES_PRODUCT } from "../domain/policy/rsa-weakness.ts";
import type { Scratch } from "../domain/process/dry-run.ts";

const generate = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ readonly publicKey: ReturnType<typeof createPublicKey> }>;

/** A number that looks like a modulus. Nobody knows its factors, and making a real one of 8192 bits takes a minute. */
const modulusLike = (bits: number): Buffer => {
  for (;;) {
    const n = randomBytes(bits / 8);
    n[0] = (n[0] ?? 0) | 0xc0;
    n[n.length - 1] = (n.at(-1) ?? 0) | 1;
    if (gcd(BigInt(`0x${n.toString("hex")}`), SMALL_PRIMES_PRODUCT) === 1n) return n;
  }
};

const publicKeyOf = async (algorithm: KeyAlgorithm) => {
  if (algorithm.startsWith("rsa-pss-")) {
    const modulusLength = Number(algorithm.slice("rsa-pss-".length));
    const pss = { hashAlgorithm: "sha256", mgf1HashAlgorithm: "sha256", saltLength: 32 };
    return (await generate("rsa-pss", { modulusLength, ...pss })).publicKey;
  }
  if (algorithm.startsWith("rsa-")) {
    const n = modulusLike(Number(algorithm.slice("rsa-".length))).toString("base64url");
    return createPublicKey({ key: { kty: "RSA", n, e: "AQAB" }, format: "jwk" });
  }
  if (algorithm.startsWith("ec-"))
    return (await generate("ec", { namedCurve: algorithm.replace("ec-p", "P-") })).publicKey;
  return (await generate(algorithm, {})).publicKey;
};

export const dryRunScratch = (): Scratch => ({
  vault: vaultOver(memoryKeys()),
  publicKey: async (algorithm) =>
    new Uint8Array((await publicKeyOf(algorithm)).export({ format: "der", type: "spki" })),
});
