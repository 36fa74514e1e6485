/** id-ce-cRLNumber, 2.5.29.20. RFC 5280 §5.2.3. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { integer } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/** Grows with every CRL of an issuer; at most 20 octets. */
export const crlNumber = (number: bigint): Extension => {
  if (number >> 159n) throw new TypeError("a CRL number of more than 20 octets");
  return { oid: OID.crlNumber, critical: false, value: integer(number) };
};

/** Refuses `der.malformed`, also for more than 20 octets. */
export const parseCrlNumber = (value: Uint8Array): Result<bigint> =>
  readDer(value, (r) => {
    const number = BigInt(`0x${r.unsignedHex()}`);
    return number >> 159n ? malformed("a CRL number of more than 20 octets") : number;
  });
