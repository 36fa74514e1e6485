/**
 * Hashes and signature checks. The one file of `domain/` that imports a `node:` module: both are pure functions of
 * their bytes, and a second implementation would be slower and less trusted than the runtime's.
 */
import { createHash, createHmac, createPublicKey, hash, timingSafeEqual, verify } from "node:crypto";

const plain = (b: Buffer): Uint8Array => new Uint8Array(b.buffer, b.byteOffset, b.byteLength);

/** FIPS 180-4. 32 octets. */
export const sha256 = (bytes: Uint8Array): Uint8Array => plain(hash("sha256", bytes, "buffer"));

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

/**
 * How a public key signs: `ecdsa-p256-sha256` (DER Ecdsa-Sig-Value, RFC 3279 §2.2.3) or `ed25519` (raw, RFC 8032).
 * undefined for any other key or for bytes that are no SubjectPublicKeyInfo.
 */
export type VerifyAlgorithm = "ecdsa-p256-sha256" | "ed25519";

export const algorithmOfKey = (spki: Uint8Array): VerifyAlgorithm | undefined => {
  try {
    const key = createPublicKey({ key: plainBuffer(spki), format: "der", type: "spki" });
    if (key.asymmetricKeyType === "ed25519") return "ed25519";
    if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1")
      return "ecdsa-p256-sha256";
    return undefined;
  } catch {
    return undefined;
  }
};

const plainBuffer = (b: Uint8Array): Buffer => Buffer.from(b.buffer, b.byteOffset, b.byteLength);

/** True when `signature` over `message` verifies under `spki` (SubjectPublicKeyInfo DER). Never throws. */
export const verifySignature = (spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
  try {
    const key = createPublicKey({ key: plainBuffer(spki), format: "der", type: "spki" });
    const isEdwards = key.asymmetricKeyType === "ed25519";
    if (!isEdwards && key.asymmetricKeyDetails?.namedCurve !== "prime256v1") return false;
    return verify(isEdwards ? null : "sha256", message, key, signature);
  } catch {
    return false;
  }
};
