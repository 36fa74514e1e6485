/** SubjectPublicKeyInfo. RFC 5280 §4.1.2.7; RSA RFC 3279 §2.3.1, RFC 4055 §1.2; EC RFC 5480 §2; RFC 8410 §4; RFC 9881 §4. */
import { OID } from "../der/oid.ts";
import { readDer } from "../der/reader.ts";
import { bitString, nullValue, oid, sequence } from "../der/writer.ts";
import type { Digest } from "../kernel/brand.ts";
import { fromHex, toBase64url, toHex } from "../kernel/bytes.ts";
import { sha1, sha256 } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { SignatureScheme } from "../kernel/signature-scheme.ts";
import { pssForms } from "./algorithm.ts";

/** The size of an RSA key's modulus in bits stands in its name. */
export type KeyKind =
  | `rsa-${number}`
  | `rsa-pss-${number}`
  | "ec-p256"
  | "ec-p384"
  | "ec-p521"
  | "ed25519"
  | "ed448"
  | "ml-dsa-44"
  | "ml-dsa-65"
  | "ml-dsa-87";

export type RsaNumbers = { readonly modulus: bigint; readonly exponent: bigint };

export type PublicKey = {
  readonly algorithm: KeyKind;
  /** What the key signs with when nothing else is said. */
  readonly scheme: SignatureScheme;
  readonly spki: Uint8Array;
  /** Content of the BIT STRING. */
  readonly bits: Uint8Array;
  /** Of an RSA key. */
  readonly rsa?: RsaNumbers;
};

/** What stands before the bits, how many bits there are, and what they must begin with. */
type Fixed = {
  readonly algorithm: Exclude<KeyKind, `rsa-${string}`>;
  readonly scheme: SignatureScheme;
  readonly octets: number;
  /** An uncompressed point. RFC 5480 §2.2. */
  readonly isPoint?: true;
};

const curve = (name: string): Uint8Array => sequence(oid(OID.ecPublicKey), oid(name));
const plain = (name: string): Uint8Array => sequence(oid(name));

const FIXED: ReadonlyMap<string, Fixed> = new Map(
  (
    [
      [curve(OID.prime256v1), { algorithm: "ec-p256", scheme: "ecdsa-sha256", octets: 65, isPoint: true }],
      [curve(OID.secp384r1), { algorithm: "ec-p384", scheme: "ecdsa-sha384", octets: 97, isPoint: true }],
      [curve(OID.secp521r1), { algorithm: "ec-p521", scheme: "ecdsa-sha512", octets: 133, isPoint: true }],
      [plain(OID.ed25519), { algorithm: "ed25519", scheme: "ed25519", octets: 32 }],
      [plain(OID.ed448), { algorithm: "ed448", scheme: "ed448", octets: 57 }],
      [plain(OID.mlDsa44), { algorithm: "ml-dsa-44", scheme: "ml-dsa-44", octets: 1312 }],
      [plain(OID.mlDsa65), { algorithm: "ml-dsa-65", scheme: "ml-dsa-65", octets: 1952 }],
      [plain(OID.mlDsa87), { algorithm: "ml-dsa-87", scheme: "ml-dsa-87", octets: 2592 }],
    ] as const
  ).map(([der, fixed]) => [toHex(der), fixed]),
);

type Rsa = { readonly prefix: "rsa" | "rsa-pss"; readonly scheme: SignatureScheme };

const pss = (hash: "sha256" | "sha384" | "sha512"): readonly (readonly [string, Rsa])[] =>
  pssForms(hash).map((form) => [toHex(form), { prefix: "rsa-pss", scheme: `rsa-pss-${hash}` }]);

const RSA: ReadonlyMap<string, Rsa> = new Map<string, Rsa>([
  [toHex(sequence(oid(OID.rsaEncryption), nullValue)), { prefix: "rsa", scheme: "rsa-sha256" }],
  // Without parameters it is for any hash: what node and OpenSSL write unless they are told otherwise. RFC 4055 §3.1.
  [toHex(sequence(oid(OID.rsassaPss))), { prefix: "rsa-pss", scheme: "rsa-pss-sha256" }],
  ...pss("sha256"),
  ...pss("sha384"),
  ...pss("sha512"),
]);

const unsupported = () => refuse(refusal("csr.unsupported-key", "this kind of key is not supported"));

const bigintOf = (hex: string): bigint => BigInt(`0x${hex}`);

/** RSAPublicKey. RFC 8017 §A.1.1. */
const readRsa = (bits: Uint8Array): Result<RsaNumbers> =>
  readDer(
    bits,
    (r) => {
      const key = r.sequence();
      const modulus = bigintOf(key.unsignedHex());
      const exponent = bigintOf(key.unsignedHex());
      key.end();
      return { modulus, exponent };
    },
    { maxBytes: 4096 },
  );

const MAX_RSA_BITS = 16_384;

/** SHA-256 of SubjectPublicKeyInfo: the same key, whatever certificate it is in. RFC 7469 §2.4. */
export const keyDigest = (spki: Uint8Array): Digest => toBase64url(sha256(spki)) as Digest;

/** Bits of a positive number. */
export const bitLength = (n: bigint): number => n.toString(2).length;

/** From the uncompressed point, 65 octets starting with 04. */
export const encodeP256PublicKey = (point: Uint8Array): Uint8Array => {
  if (point.length !== 65 || point[0] !== 4) throw new TypeError("not an uncompressed P-256 point");
  return sequence(curve(OID.prime256v1), bitString(point));
};

/**
 * Refuses `der.malformed`, and `csr.unsupported-key` for another kind of key, another form of a point, or a length that is
 * not the kind's. Whether the key is a good one is `policy/weak-key.ts`'s question.
 */
export const parsePublicKey = (spki: Uint8Array): Result<PublicKey> => {
  const parsed = readDer(
    spki,
    (r) => {
      const info = r.sequence();
      const algorithm = info.expect(0x30);
      const identifier = info.inside(algorithm);
      identifier.oid();
      const bits = info.bitString();
      info.end();
      return { algorithm: toHex(algorithm.whole), bits };
    },
    { maxBytes: 16384 },
  );
  if (!parsed.ok) return parsed;
  const { algorithm, bits } = parsed.value;
  const fixed = FIXED.get(algorithm);
  if (fixed !== undefined) {
    if (bits.length !== fixed.octets || (fixed.isPoint && bits[0] !== 4)) return unsupported();
    return ok({ algorithm: fixed.algorithm, scheme: fixed.scheme, spki, bits });
  }
  const rsa = RSA.get(algorithm);
  if (rsa === undefined) return unsupported();
  const numbers = readRsa(bits);
  if (!numbers.ok) return numbers;
  const size = bitLength(numbers.value.modulus);
  if (size > MAX_RSA_BITS) return unsupported();
  return ok({ algorithm: `${rsa.prefix}-${size}`, scheme: rsa.scheme, spki, bits, rsa: numbers.value });
};

/**
 * The same key as every SubjectPublicKeyInfo in which it is read here: an RSA key may be for PKCS #1 or PSS, and say so in
 * several ways.
 */
export const spkiForms = ({ spki, bits, rsa }: PublicKey): readonly Uint8Array[] =>
  rsa === undefined
    ? [spki]
    : [...RSA.keys()].map((algorithm) => sequence(fromHex(algorithm) ?? new Uint8Array(), bitString(bits)));

/** SHA-1 of the key's bits: 20 octets. RFC 5280 §4.2.1.2, method 1. A key that cannot be parsed is a Defect. */
export const keyIdentifier = (spki: Uint8Array): Uint8Array => {
  const key = parsePublicKey(spki);
  if (!key.ok) throw new TypeError(key.error.detail);
  return sha1(key.value.bits);
};

/** What a key signs with when nothing else is said. A key that cannot be parsed is a Defect. */
export const schemeOfKey = (spki: Uint8Array): SignatureScheme => {
  const key = parsePublicKey(spki);
  if (!key.ok) throw new TypeError(key.error.detail);
  return key.value.scheme;
};
