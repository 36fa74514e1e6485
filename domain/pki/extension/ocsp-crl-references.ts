/** id-pkix-ocsp-crl, 1.3.6.1.5.5.7.48.1.3. The CRL on which the status of one certificate rests. RFC 6960 §4.4.2. */
import { type DerReader, malformed, readDer } from "../../der/reader.ts";
import { explicit, generalizedTime, ia5String, integer, isAscii, sequence } from "../../der/writer.ts";
import type { Instant } from "../../kernel/instant.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const OCSP_CRL_REFERENCES = "1.3.6.1.5.5.7.48.1.3";

/** Where the list is, its number, when it was made: any of them, also none. */
type CrlReference = { readonly url?: string; readonly number?: bigint; readonly madeAt?: Instant };

/** Of one certificate. `url`: printable ASCII. */
export const ocspCrlReferences = ({ url, number, madeAt }: CrlReference): Extension => ({
  oid: OCSP_CRL_REFERENCES,
  critical: false,
  value: sequence(
    ...(url === undefined ? [] : [explicit(0, ia5String(url))]),
    ...(number === undefined ? [] : [explicit(1, integer(number))]),
    ...(madeAt === undefined ? [] : [explicit(2, generalizedTime(madeAt))]),
  ),
});

const readUrl = (r: DerReader): string => {
  const text = r.text();
  return isAscii(text) ? text : malformed("a URL has characters that it may not have");
};

/** One element in an explicit tag; undefined when the tag is not there. */
const tagged = <T>(r: DerReader, tag: number, inner: number, read: (r: DerReader) => T): T | undefined => {
  const element = r.optional(tag);
  if (element === undefined) return undefined;
  const inside = r.inside(element);
  if (inside.peek() !== inner) malformed("unexpected tag");
  const value = read(inside);
  inside.end();
  return value;
};

/** Refuses `der.malformed`. */
export const parseOcspCrlReferences = (value: Uint8Array): Result<CrlReference> =>
  readDer(value, (r) => {
    const reference = r.sequence();
    const url = tagged(reference, 0xa0, 0x16, readUrl);
    const number = tagged(reference, 0xa1, 0x02, (n) => BigInt(`0x${n.unsignedHex()}`));
    const madeAt = tagged(reference, 0xa2, 0x18, (t) => t.generalizedTime());
    reference.end();
    return {
      ...(url !== undefined && { url }),
      ...(number !== undefined && { number }),
      ...(madeAt !== undefined && { madeAt }),
    };
  });
