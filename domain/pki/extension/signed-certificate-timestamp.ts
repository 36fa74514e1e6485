/** SignedCertificateTimestamp. RFC 6962 §3.2. */
import { concat } from "../../kernel/bytes.ts";
import { encodeUint, encodeVector, TlsReader } from "./tls-presentation.ts";

export type SignedCertificateTimestamp =
  | {
      readonly version: 1;
      /** SHA-256 of the log's SubjectPublicKeyInfo. */
      readonly logId: Uint8Array;
      /** Milliseconds since 1970. 0 to 2⁶⁴-1. */
      readonly timestamp: bigint;
      readonly extensions: Uint8Array;
      /** HashAlgorithm and SignatureAlgorithm of TLS 1.2. RFC 5246 §7.4.1.4.1. */
      readonly hash: number;
      readonly algorithm: number;
      readonly signature: Uint8Array;
    }
  /** Of a version that RFC 6962 does not know: the whole of it, its version first. */
  | { readonly version: "other"; readonly bytes: Uint8Array };

const LOG_ID_OCTETS = 32;

export const encodeSct = (sct: SignedCertificateTimestamp): Uint8Array => {
  if (sct.version === "other") {
    if ((sct.bytes[0] ?? 0) === 0) throw new TypeError("not an SCT of another version");
    return sct.bytes;
  }
  if (sct.logId.length !== LOG_ID_OCTETS) throw new TypeError("not a log's identifier");
  return concat([
    Uint8Array.of(0),
    sct.logId,
    encodeUint(8, sct.timestamp),
    encodeVector(2, sct.extensions),
    encodeUint(1, sct.hash),
    encodeUint(1, sct.algorithm),
    encodeVector(2, sct.signature),
  ]);
};

/** Reads all of `bytes`; to be called inside `readDer`. */
export const readSct = (bytes: Uint8Array): SignedCertificateTimestamp => {
  const r = new TlsReader(bytes);
  // v1 is written as zero.
  if (r.uint(1) !== 0n) return { version: "other", bytes };
  const sct = {
    version: 1,
    logId: r.take(LOG_ID_OCTETS),
    timestamp: r.uint(8),
    extensions: r.vector(2),
    hash: Number(r.uint(1)),
    algorithm: Number(r.uint(1)),
    signature: r.vector(2),
  } as const;
  r.end();
  return sct;
};
