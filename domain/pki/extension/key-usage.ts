import { OID } from "../../der/oid.ts";
import { namedBitString } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** Bits by name. RFC 5280 §4.2.1.3. */
const BITS = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;
export type KeyUsage = keyof typeof BITS;

/** What the key may be used for. Critical. At least one usage. */
export const keyUsage = (usages: readonly KeyUsage[]): Extension => {
  if (usages.length === 0) throw new TypeError("keyUsage without a bit");
  return { oid: OID.keyUsage, critical: true, value: namedBitString(usages.map((u) => BITS[u])) };
};
