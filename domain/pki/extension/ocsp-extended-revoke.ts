/** id-pkix-ocsp-extended-revoke, 1.3.6.1.5.5.7.48.1.9. RFC 6960 §4.4.8. */
import { readDer } from "../../der/reader.ts";
import { nullValue } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const OCSP_EXTENDED_REVOKE = "1.3.6.1.5.5.7.48.1.9";

/** Of a response: `revoked` is also said of certificates that were never issued. RFC 6960 §2.2. */
export const ocspExtendedRevoke = (): Extension => ({
  oid: OCSP_EXTENDED_REVOKE,
  critical: false,
  value: nullValue,
});

/** There is nothing in it but a NULL. Refuses `der.malformed`. */
export const parseOcspExtendedRevoke = (value: Uint8Array): Result<null> =>
  readDer(value, (r) => {
    r.null();
    return null;
  });
