/** What a PKCS #12 file holds here: keys and certificates. RFC 7292 §4.2. */

export type KeyEntry = {
  /** PrivateKeyInfo, DER. RFC 5958 §2. */
  readonly privateKey: Uint8Array;
  /** What the key's owner calls it. */
  readonly friendlyName: string | undefined;
  /** Certificate, DER: the one that has the key's localKeyId. */
  readonly certificate: Uint8Array | undefined;
};

export type Pkcs12Contents = {
  readonly keys: readonly KeyEntry[];
  /** Every certificate, DER, those of keys among them, in the order of the file. */
  readonly certificates: readonly Uint8Array[];
};

/**
 * `modern`: PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC, and a MAC with SHA-256. `legacy`: 3-key Triple DES and a MAC
 * with SHA-1, for programs that read nothing else (Windows before Server 2019, Java before 8u301). `iterations`: 1024 to
 * what `MAX_ITERATIONS` has, for each of the two ciphers and the MAC.
 */
export type Protection = { readonly algorithms: "modern" | "legacy"; readonly iterations: number };

/** Keys and certificates of one file. pkijs' parser gives up at about three times as many. */
export const MAX_BAGS = 64;
export const MIN_ITERATIONS = 1024;
/** What all parts of a file together are read with again (`work.ts`). */
export const MAX_ITERATIONS: Readonly<Record<Protection["algorithms"], number>> = { modern: 600_000, legacy: 100_000 };

/** How reading ends; `readPkcs12` makes a Refusal of it. `message` is the refusal's detail. */
export class Unreadable extends Error {}
