/** Moduli that can be factored because of how they were made. */

export const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

const primesBelow = (limit: number): readonly bigint[] => {
  const composite = new Uint8Array(limit);
  const primes: bigint[] = [];
  for (let n = 2; n < limit; n++) {
    if (composite[n]) continue;
    primes.push(BigInt(n));
    for (let m = n * n; m < limit; m += n) composite[m] = 1;
  }
  return primes;
};

/** CA/Browser Forum Baseline Requirements §6.1.6: no factor smaller than 752. */
export const SMALL_PRIMES_PRODUCT: bigint = primesBelow(752).reduce((a, b) => a * b, 1n);

/** Residues that powers of 65537 take modulo a small prime. */
const powersOf65537 = (prime: number): ReadonlySet<number> => {
  const found = new Set<number>();
  for (let n = 1; !found.has(n); n = (n * (65_537 % prime)) % prime) found.add(n);
  return found;
};

const ROCA_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];
const ROCA = ROCA_PRIMES.map((prime) => ({ prime: BigInt(prime), residues: powersOf65537(prime) }));

/**
 * Primes of the faulty library are powers of 65537 modulo the product of small primes, and so is their product: a chance
 * of 2^-27 for any other modulus. Nemec et al., "The Return of Coppersmith's Attack", 2017, §3.
 */
export const hasRocaShape = (modulus: bigint): boolean =>
  ROCA.every(({ prime, residues }) => residues.has(Number(modulus % prime)));

/** The largest r with r² ≤ n, by Newton's method. */
const squareRoot = (n: bigint): bigint => {
  // Newton's steps would come to 0 and divide by it: a modulus that is a square leaves nothing.
  if (n < 2n) return n;
  let r = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (r + n / r) >> 1n;
    if (next >= r) return r;
    r = next;
  }
};

const ROUNDS = 100;

/** Fermat's factorisation, in the 100 rounds that CA/Browser Forum Baseline Requirements §6.1.1.3 asks for. */
export const hasCloseFactors = (modulus: bigint): boolean => {
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  for (let round = 0; round < ROUNDS; round++, a += 1n) {
    const b2 = a * a - modulus;
    const b = squareRoot(b2 > 0n ? b2 : 0n);
    if (b * b === b2) return true;
  }
  return false;
};
