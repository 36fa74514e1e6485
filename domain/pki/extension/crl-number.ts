import { OID } from "../../der/oid.ts";
import { integer } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** Grows with every CRL of an issuer; at most 20 octets. RFC 5280 §5.2.3. */
export const crlNumber = (number: bigint): Extension => ({
  oid: OID.crlNumber,
  critical: false,
  value: integer(number),
});
