/** id-ce-deltaCRLIndicator, 2.5.29.27. RFC 5280 §5.2.4. */
import { OID } from "../../der/oid.ts";
import { integer } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { parseCrlNumber } from "./crl-number.ts";
import type { Extension } from "./extension.ts";

/** The list holds what changed since the complete one of this number. Critical. RFC 5280 §5.2.4. */
export const deltaCrlIndicator = (base: bigint): Extension => ({
  oid: OID.deltaCrlIndicator,
  critical: true,
  value: integer(base),
});

/** Refuses `der.malformed`, also for more than 20 octets. */
export const parseDeltaCrlIndicator = (value: Uint8Array): Result<bigint> => parseCrlNumber(value);
