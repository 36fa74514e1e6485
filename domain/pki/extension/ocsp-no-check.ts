/** id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5. RFC 6960 §4.2.2.2.1. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { nullValue } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/** A responder's certificate that clients need not check for revocation. */
export const ocspNoCheck = (): Extension => ({ oid: OID.ocspNoCheck, critical: false, value: nullValue });

/** There is nothing in it but a NULL. Refuses `der.malformed`. */
export const parseOcspNoCheck = (value: Uint8Array): Result<null> =>
  readDer(value, (r) => {
    r.null();
    return null;
  });
