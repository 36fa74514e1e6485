import { boolean, explicit, octetString, oid, sequence, sequenceOf } from "../../der/writer.ts";

/** One extension: its OID, whether a reader that does not know it must refuse, and its DER value. RFC 5280 §4.2. */
export type Extension = { readonly oid: string; readonly critical: boolean; readonly value: Uint8Array };

/** `critical` FALSE is the default and is left out. X.690 §11.5 */
const encodeExtension = ({ oid: id, critical, value }: Extension): Uint8Array =>
  critical ? sequence(oid(id), boolean(true), octetString(value)) : sequence(oid(id), octetString(value));

/** The SEQUENCE OF Extension; undefined for none, because it must not be empty. RFC 5280 §4.1.2.9. */
export const encodeExtensions = (extensions: readonly Extension[]): Uint8Array | undefined =>
  extensions.length === 0 ? undefined : sequenceOf(extensions.map(encodeExtension));

/** As `[n] EXPLICIT Extensions OPTIONAL`: zero or one element. */
export const optionalExtensions = (n: number, extensions: readonly Extension[]): readonly Uint8Array[] => {
  const encoded = encodeExtensions(extensions);
  return encoded === undefined ? [] : [explicit(n, encoded)];
};
