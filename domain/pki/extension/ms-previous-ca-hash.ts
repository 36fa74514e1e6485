/** szOID_CERTSRV_PREVIOUS_CERT_HASH, 1.3.6.1.4.1.311.21.2. wincrypt.h. */
import { malformed, readDer } from "../../der/reader.ts";
import { octetString } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const MS_PREVIOUS_CA_HASH = "1.3.6.1.4.1.311.21.2";

const SHA1_OCTETS = 20;

/** SHA-1 of the certificate that an authority had before this one: 20 octets. */
export const msPreviousCaHash = (sha1: Uint8Array): Extension => {
  if (sha1.length !== SHA1_OCTETS) throw new TypeError("not a SHA-1");
  return { oid: MS_PREVIOUS_CA_HASH, critical: false, value: octetString(sha1) };
};

/** Refuses `der.malformed`. */
export const parseMsPreviousCaHash = (value: Uint8Array): Result<Uint8Array> =>
  readDer(value, (r) => {
    const sha1 = r.octetString();
    return sha1.length === SHA1_OCTETS ? sha1 : malformed("not a SHA-1");
  });
