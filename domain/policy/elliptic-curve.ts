/** Whether a point lies on its NIST curve: y² = x³ − 3x + b (mod p). SP 800-186 §3.2.1; SP 800-56A §5.6.2.3.4. */
import { toHex } from "../kernel/bytes.ts";
import type { PublicKey } from "../pki/public-key.ts";

type Curve = { readonly p: bigint; readonly b: bigint };

const CURVES: Readonly<Record<string, Curve>> = {
  "ec-p256": {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  "ec-p384": {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  "ec-p521": {
    p: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

/** True for keys of other kinds too: they have no such question. */
export const isOnCurve = ({ algorithm, bits }: Pick<PublicKey, "algorithm" | "bits">): boolean => {
  const curve = CURVES[algorithm];
  if (curve === undefined) return true;
  const { p, b } = curve;
  const half = (bits.length - 1) / 2;
  const x = numberOf(bits.subarray(1, 1 + half));
  const y = numberOf(bits.subarray(1 + half));
  if (x >= p || y >= p) return false;
  return (y * y - (x * x * x - 3n * x + b)) % p === 0n;
};
