/** id-pkix-ocsp-response, 1.3.6.1.5.5.7.48.1.4. Kinds of response that a client understands. RFC 6960 §4.4.3. */
import { malformed, readDer } from "../../der/reader.ts";
import { oid, sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const OCSP_ACCEPTABLE_RESPONSES = "1.3.6.1.5.5.7.48.1.4";

/** Of a request; dotted. At least one: every client understands id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1. */
export const ocspAcceptableResponses = (kinds: readonly string[]): Extension => {
  if (kinds.length === 0) throw new TypeError("no kind of response is acceptable");
  return { oid: OCSP_ACCEPTABLE_RESPONSES, critical: false, value: sequenceOf(kinds.map(oid)) };
};

/** At least one. Refuses `der.malformed`. */
export const parseOcspAcceptableResponses = (value: Uint8Array): Result<readonly string[]> =>
  readDer(value, (r) => {
    const kinds = r.each(r.expect(0x30), (list) => list.oid());
    return kinds.length > 0 ? kinds : malformed("no kind of response is acceptable");
  });
