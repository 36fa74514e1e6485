/** id-pe-tlsfeature, 1.3.6.1.5.5.7.1.24. RFC 7633 §4. */
import { malformed, readDer } from "../../der/reader.ts";
import { integer, sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const TLS_FEATURE = "1.3.6.1.5.5.7.1.24";

/** The number of the TLS extension `status_request`: OCSP stapling is a must. RFC 7633 §4.2.3. */
export const STATUS_REQUEST = 5;

const isFeature = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 0xffff;

/** TLS extensions that the server must offer, by number, 0 to 65535. At least one. */
export const tlsFeature = (features: readonly number[]): Extension => {
  if (features.length === 0 || !features.every(isFeature)) throw new TypeError("not a list of TLS features");
  return { oid: TLS_FEATURE, critical: false, value: sequenceOf(features.map(integer)) };
};

/** Refuses `der.malformed`. */
export const parseTlsFeature = (value: Uint8Array): Result<readonly number[]> =>
  readDer(value, (r) => {
    const features = r.each(r.expect(0x30), (list) => list.smallInteger());
    return features.length > 0 && features.every(isFeature) ? features : malformed("not a list of TLS features");
  });
