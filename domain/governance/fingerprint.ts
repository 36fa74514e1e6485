import { fromBase64url, toHex } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";

/** SHA-256 of DER in hex, as `openssl pkey -pubin -outform DER | sha256sum` prints it. `der`: base64url. */
export const fingerprint = (der: string): string => toHex(sha256(fromBase64url(der) ?? new Uint8Array()));
