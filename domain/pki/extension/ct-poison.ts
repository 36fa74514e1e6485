/** The poison of a precertificate, 1.3.6.1.4.1.11129.2.4.3. RFC 6962 §3.1. */
import { readDer } from "../../der/reader.ts";
import { nullValue } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const CT_POISON = "1.3.6.1.4.1.11129.2.4.3";

/** Critical, so that no client takes the precertificate for a certificate. */
export const ctPoison = (): Extension => ({ oid: CT_POISON, critical: true, value: nullValue });

/** There is nothing in it but a NULL. Refuses `der.malformed`. */
export const parseCtPoison = (value: Uint8Array): Result<null> =>
  readDer(value, (r) => {
    r.null();
    return null;
  });
