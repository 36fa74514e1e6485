/** id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2. Ties an answer to one request. RFC 6960 §4.4.1, RFC 9654 §2.1. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { octetString } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

const MAX_OCTETS = 128;
const isNonce = ({ length }: Uint8Array): boolean => length > 0 && length <= MAX_OCTETS;

/** 1 to 128 octets; a client sends 32. */
export const ocspNonce = (nonce: Uint8Array): Extension => {
  if (!isNonce(nonce)) throw new TypeError("the nonce has a wrong length");
  return { oid: OID.ocspNonce, critical: false, value: octetString(nonce) };
};

/** Refuses `der.malformed`, also for a length that RFC 9654 §2.1 has refused. */
export const parseOcspNonce = (value: Uint8Array): Result<Uint8Array> =>
  readDer(value, (r) => {
    const nonce = r.octetString();
    return isNonce(nonce) ? nonce : malformed("the nonce has a wrong length");
  });
