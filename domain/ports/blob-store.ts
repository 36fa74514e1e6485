/**
 * Large bytes by their SHA-256. The ledger holds the digest, so a blob proves itself.
 *
 * Contract (`test/contract/blob-store.ts`): `put` is durable when it returns, idempotent, and returns the digest
 * (base64url); `get` gives the bytes, or undefined when there are none, and throws `blob.corrupt` rather than bytes
 * that do not hash to their name.
 */
export interface BlobStore {
  readonly put: (bytes: Uint8Array) => Promise<string>;
  readonly get: (digest: string) => Promise<Uint8Array | undefined>;
}

export class BlobFault extends Error {
  override readonly name = "BlobFault";
  readonly code: "blob.unavailable" | "blob.corrupt";
  readonly retryable: boolean;
  constructor(code: BlobFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "blob.unavailable";
  }
}
