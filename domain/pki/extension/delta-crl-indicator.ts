/** id-ce-deltaCRLIndicator, 2.5.29.27. RFC 5280 §5.2.4. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { integer } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/** The list holds what changed since the complete one of this number. Critical. RFC 5280 §5.2.4. */
export const deltaCrlIndicator = (base: bigint): Extension => ({
  oid: OID.deltaCrlIndicator,
  critical: true,
  value: integer(base),
});

/** Refuses `der.malformed`. */
export const parseDeltaCrlIndicator = (value: Uint8Array): Result<bigint> =>
  readDer(value, (r) => {
    const base = BigInt(`0x${r.unsignedHex()}`);
    r.end();
    return base;
  });
