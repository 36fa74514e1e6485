/** The key derivation that PKCS #12 had before PBKDF2, and keeps for its MAC. RFC 7292 Appendix B.2. */
import { hash as digest } from "node:crypto";

/** RFC 7292 Appendix B.3. */
export type Purpose = "key" | "iv" | "mac";
const ID: Readonly<Record<Purpose, number>> = { key: 1, iv: 2, mac: 3 };

export type KdfHash = "sha1" | "sha256" | "sha384" | "sha512";
/** The hash's block, octets: `v` of Appendix B.2. */
const BLOCK: Readonly<Record<KdfHash, number>> = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 };

/** Repeated up to whole blocks; nothing stays nothing. */
const repeated = (bytes: Uint8Array, block: number): Uint8Array => {
  const size = Math.ceil(bytes.length / block) * block;
  return Uint8Array.from({ length: size }, (_, i) => bytes[i % bytes.length] ?? 0);
};

/** Adds `b` and one to a block, big-endian; what does not fit is lost. Appendix B.2, step 6C. */
const addOneAnd = (block: Uint8Array, b: Uint8Array): void => {
  let carry = 1;
  for (let i = block.length - 1; i >= 0; i--) {
    carry += (block[i] ?? 0) + (b[i] ?? 0);
    block[i] = carry & 0xff;
    carry >>= 8;
  }
};

/** `size` octets from a password in BMP form. Blocks the thread for as long as `iterations` hashes take. */
export const deriveKey = (
  purpose: Purpose,
  hash: KdfHash,
  bmpPassword: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  size: number,
): Uint8Array => {
  const v = BLOCK[hash];
  const diversifier = new Uint8Array(v).fill(ID[purpose]);
  const input = Buffer.concat([repeated(salt, v), repeated(bmpPassword, v)]);
  const out: Uint8Array[] = [];
  for (let made = 0; made < size; ) {
    let a: Uint8Array = digest(hash, Buffer.concat([diversifier, input]), "buffer");
    for (let i = 1; i < iterations; i++) a = digest(hash, a, "buffer");
    out.push(a);
    made += a.length;
    const b = repeated(a, v).subarray(0, v);
    for (let at = 0; at < input.length; at += v) addOneAnd(input.subarray(at, at + v), b);
  }
  return new Uint8Array(Buffer.concat(out).subarray(0, size));
};
