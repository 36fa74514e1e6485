/**
 * Keys that somebody can break or that nobody should have: looked at before a certificate is planned. What needs other
 * data than the key itself (keys we certified before, lists of leaked ones) comes in as an argument.
 */
import type { PublicKey, RsaNumbers } from "../pki/public-key.ts";
import { isOnCurve } from "./elliptic-curve.ts";
import { gcd, hasCloseFactors, hasRocaShape, SMALL_PRIMES_PRODUCT } from "./rsa-weakness.ts";

export interface KnownKeys {
  /** On a list of keys that others have, or of a certificate that was revoked because its key was lost. */
  readonly isBlocked: (key: PublicKey) => boolean;
  /** Whether another modulus that was certified before has a factor of this one. */
  readonly sharesFactor: (modulus: bigint) => boolean;
}

export const NOTHING_KNOWN: KnownKeys = { isBlocked: () => false, sharesFactor: () => false };

/** What any of the sources knows. */
export const knownToAny = (...sources: readonly KnownKeys[]): KnownKeys => ({
  isBlocked: (key) => sources.some((source) => source.isBlocked(key)),
  sharesFactor: (modulus) => sources.some((source) => source.sharesFactor(modulus)),
});

const MIN_BITS = 2048;
const MAX_BITS = 8192;
/** CA/Browser Forum Baseline Requirements §6.1.6: odd, from 2^16+1 to 2^256−1. */
const MIN_EXPONENT = 65_537n;
const MAX_EXPONENT = 2n ** 256n - 1n;

const rsaWeakness = ({ modulus, exponent }: RsaNumbers, bits: number, known: KnownKeys): string | undefined => {
  if (bits < MIN_BITS) return "an RSA key needs at least 2048 bits";
  if (bits > MAX_BITS) return "an RSA key has at most 8192 bits";
  if (bits % 8 !== 0) return "the size of an RSA key is a multiple of 8 bits";
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT || exponent % 2n === 0n)
    return "an RSA exponent is odd and between 2^16+1 and 2^256-1";
  if (gcd(modulus, SMALL_PRIMES_PRODUCT) !== 1n) return "the RSA modulus has a small factor";
  if (hasRocaShape(modulus)) return "the RSA key was made by a faulty module (ROCA, CVE-2017-15361)";
  if (hasCloseFactors(modulus)) return "the factors of the RSA modulus are too close (CVE-2022-26320)";
  return known.sharesFactor(modulus) ? "the RSA modulus shares a factor with that of another key" : undefined;
};

/** A sentence when the key must not be certified. */
export const weaknessOf = (key: PublicKey, known: KnownKeys = NOTHING_KNOWN): string | undefined => {
  if (known.isBlocked(key)) return "the key is known to be compromised";
  if (key.rsa !== undefined) return rsaWeakness(key.rsa, key.rsa.modulus.toString(2).length, known);
  return isOnCurve(key) ? undefined : "the point is not on its curve";
};
