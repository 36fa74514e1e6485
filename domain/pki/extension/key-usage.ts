/** id-ce-keyUsage, 2.5.29.15. RFC 5280 §4.2.1.3. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { namedBitString } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { readNamedBits } from "./named-bits.ts";

/** In the order of their bits, from bit 0. */
const BITS = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;
export type KeyUsage = (typeof BITS)[number];

/** What the key may be used for. Critical. At least one usage. */
export const keyUsage = (usages: readonly KeyUsage[]): Extension => {
  if (usages.length === 0) throw new TypeError("keyUsage without a bit");
  return { oid: OID.keyUsage, critical: true, value: namedBitString(usages.map((u) => BITS.indexOf(u))) };
};

/** In the order of their bits, at least one. Refuses `der.malformed`. */
export const parseKeyUsage = (value: Uint8Array): Result<readonly KeyUsage[]> =>
  readDer(value, (r) => {
    const usages = readNamedBits(r.expect(0x03).content, BITS);
    return usages.length > 0 ? usages : malformed("keyUsage without a bit");
  });
