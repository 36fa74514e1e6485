import { OID } from "../../der/oid.ts";
import { integer } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** Grows with every CRL of an issuer; at most 20 octets. RFC 5280 §5.2.3. */
export const crlNumber = (number: bigint): Extension => {
  if (number >> 159n) throw new TypeError("a CRL number of more than 20 octets");
  return { oid: OID.crlNumber, critical: false, value: integer(number) };
};
