/**
 * Hashes and signature checks. The one file of `domain/` that imports a `node:` module: both are pure functions of
 * their bytes, and a second implementation would be slower and less trusted than the runtime's.
 */
import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  hash,
  type KeyObject,
  timingSafeEqual,
  verify,
} from "node:crypto";
import type { SignatureScheme } from "./signature-scheme.ts";

const plain = (b: Buffer): Uint8Array => new Uint8Array(b.buffer, b.byteOffset, b.byteLength);

const SHA256_BYTES = 32;

/**
 * FIPS 180-4. 32 octets. Of a text: over its UTF-8. Taken from the runtime as a text, one character an octet: a Buffer of its
 * own would cost as much as the hashing of a short input.
 */
export const sha256 = (bytes: Uint8Array | string): Uint8Array => {
  const octets = hash("sha256", bytes, "binary");
  const out = new Uint8Array(SHA256_BYTES);
  for (let i = 0; i < SHA256_BYTES; i++) out[i] = octets.charCodeAt(i);
  return out;
};

/** The same as base64url, made by the runtime in one step. RFC 4648 §5. */
export const sha256Base64url = (bytes: Uint8Array): string => hash("sha256", bytes, "base64url");

/** FIPS 180-4. 48 octets. */
export const sha384 = (bytes: Uint8Array): Uint8Array => plain(hash("sha384", bytes, "buffer"));

/** FIPS 180-4. 64 octets. */
export const sha512 = (bytes: Uint8Array): Uint8Array => plain(hash("sha512", bytes, "buffer"));

/** SHA-256 over several pieces as if concatenated. */
export const sha256Of = (parts: readonly (Uint8Array | string)[]): Uint8Array => {
  const h = createHash("sha256");
  for (const p of parts) h.update(p);
  return plain(h.digest());
};

/** 20 octets. Only where a format prescribes it: key identifiers (RFC 5280 §4.2.1.2) and OCSP CertIDs (RFC 6960 §4.1.1). */
export const sha1 = (bytes: Uint8Array): Uint8Array => plain(hash("sha1", bytes, "buffer"));

/** RFC 2104 over SHA-256. 32 octets. */
export const hmacSha256 = (key: Uint8Array, bytes: Uint8Array): Uint8Array =>
  plain(createHmac("sha256", key).update(bytes).digest());

/** Equality that takes the same time whatever differs. */
export const equalSecret = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

const plainBuffer = (b: Uint8Array): Buffer => Buffer.from(b.buffer, b.byteOffset, b.byteLength);

/** Keys that were read last: few keys verify most signatures, and reading one costs as much as half a verification. */
const read = new Map<string, KeyObject>();
const KEPT_KEYS = 64;

const keyOf = (spki: Uint8Array): KeyObject => {
  const name = plainBuffer(spki).toString("latin1");
  const had = read.get(name);
  if (had !== undefined) return had;
  const key = createPublicKey({ key: plainBuffer(spki), format: "der", type: "spki" });
  const [oldest] = read.keys();
  if (read.size >= KEPT_KEYS && oldest !== undefined) read.delete(oldest);
  read.set(name, key);
  return key;
};

/**
 * How an officer's key signs: P-256 or Ed25519; undefined for any other key or for bytes that are no
 * SubjectPublicKeyInfo.
 */
export const algorithmOfKey = (spki: Uint8Array): SignatureScheme | undefined => {
  try {
    const key = keyOf(spki);
    if (key.asymmetricKeyType === "ed25519") return "ed25519";
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? "ecdsa-sha256" : undefined;
  } catch {
    return undefined;
  }
};

/** `bits` of the modulus, and the exponent, of an RSA key of either kind; undefined for any other key, and for none. */
export const rsaSizeOf = (spki: Uint8Array): { readonly bits: number; readonly exponent: bigint } | undefined => {
  try {
    const { modulusLength: bits, publicExponent: exponent } = keyOf(spki).asymmetricKeyDetails ?? {};
    return bits === undefined || exponent === undefined ? undefined : { bits, exponent };
  } catch {
    return undefined;
  }
};

const CURVES: Readonly<Record<string, SignatureScheme>> = {
  prime256v1: "ecdsa-sha256",
  secp384r1: "ecdsa-sha384",
  secp521r1: "ecdsa-sha512",
};

const OF_PSS: Readonly<Record<string, SignatureScheme>> = {
  sha256: "rsa-pss-sha256",
  sha384: "rsa-pss-sha384",
  sha512: "rsa-pss-sha512",
};

/** The scheme that a key signs with when nothing else is said. */
const schemeOf = ({
  asymmetricKeyType: kind,
  asymmetricKeyDetails: details,
}: KeyObject): SignatureScheme | undefined => {
  switch (kind) {
    case "rsa":
      return "rsa-sha256";
    case "rsa-pss":
      return OF_PSS[details?.hashAlgorithm ?? "sha256"];
    case "ec":
      return CURVES[details?.namedCurve ?? ""];
    case "ed25519":
    case "ed448":
    case "ml-dsa-44":
    case "ml-dsa-65":
    case "ml-dsa-87":
      return kind;
    default:
      return undefined;
  }
};

const isKind = (key: KeyObject, scheme: SignatureScheme): boolean => {
  const kind = key.asymmetricKeyType ?? "";
  if (scheme.startsWith("ecdsa-")) return kind === "ec" && (key.asymmetricKeyDetails?.namedCurve ?? "") in CURVES;
  // A key for PSS that names no hash is for all of them. RFC 4055 §3.1.
  const isFor = () => key.asymmetricKeyDetails?.hashAlgorithm === undefined || schemeOf(key) === scheme;
  if (scheme.startsWith("rsa-pss-")) return kind === "rsa" || (kind === "rsa-pss" && isFor());
  if (scheme.startsWith("rsa-")) return kind === "rsa";
  return kind === scheme;
};

/** "sha256" of "rsa-pss-sha256"; null where the scheme brings its own hash. */
const hashOf = (scheme: SignatureScheme): string | null => /sha\d+$/.exec(scheme)?.[0] ?? null;

const optionsOf = (key: KeyObject, scheme: SignatureScheme) =>
  scheme.startsWith("rsa-pss-")
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : key;

/**
 * True when `signature` over `message` verifies under `spki` (SubjectPublicKeyInfo DER) by this scheme, or by the key's
 * own when none is given. False for a key of another kind. Never throws.
 */
export const verifySignature = (
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  scheme?: SignatureScheme,
): boolean => {
  try {
    const key = keyOf(spki);
    const how = scheme ?? schemeOf(key);
    if (how === undefined || !isKind(key, how)) return false;
    return verify(hashOf(how), message, optionsOf(key, how), signature);
  } catch {
    return false;
  }
};
