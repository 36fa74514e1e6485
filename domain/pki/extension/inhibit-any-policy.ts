/** id-ce-inhibitAnyPolicy, 2.5.29.54. RFC 5280 §4.2.1.14. */
import { readDer } from "../../der/reader.ts";
import { integer } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const INHIBIT_ANY_POLICY = "2.5.29.54";

/** Critical. `skipCerts`: how many more certificates anyPolicy still counts for. */
export const inhibitAnyPolicy = (skipCerts: number): Extension => ({
  oid: INHIBIT_ANY_POLICY,
  critical: true,
  value: integer(skipCerts),
});

/** Refuses `der.malformed`. */
export const parseInhibitAnyPolicy = (value: Uint8Array): Result<number> => readDer(value, (r) => r.smallInteger());
