/** id-ce-invalidityDate, 2.5.29.24. RFC 5280 §5.3.2, RFC 6960 §4.4.5. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { generalizedTime } from "../../der/writer.ts";
import type { Instant } from "../../kernel/instant.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/** When the key is believed lost. Whole seconds. */
export const invalidityDate = (since: Instant): Extension => ({
  oid: OID.invalidityDate,
  critical: false,
  value: generalizedTime(since),
});

/** Refuses `der.malformed`. */
export const parseInvalidityDate = (value: Uint8Array): Result<Instant> => readDer(value, (r) => r.generalizedTime());
