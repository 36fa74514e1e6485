/** id-pe-acmeIdentifier, 1.3.6.1.5.5.7.1.31. RFC 8737 §3. */
import { malformed, readDer } from "../../der/reader.ts";
import { octetString } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";

const SHA256_OCTETS = 32;

/** Critical. SHA-256 of the key authorization of a tls-alpn-01 challenge: 32 octets. */
export const acmeIdentifier = (sha256: Uint8Array): Extension => {
  if (sha256.length !== SHA256_OCTETS) throw new TypeError("not a SHA-256");
  return { oid: ACME_IDENTIFIER, critical: true, value: octetString(sha256) };
};

/** Refuses `der.malformed`. */
export const parseAcmeIdentifier = (value: Uint8Array): Result<Uint8Array> =>
  readDer(value, (r) => {
    const sha256 = r.octetString();
    return sha256.length === SHA256_OCTETS ? sha256 : malformed("not a SHA-256");
  });
