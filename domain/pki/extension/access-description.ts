/** AccessDescription: a method and where it is served. RFC 5280 §4.2.2.1. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { oid, sequence, sequenceOf } from "../../der/writer.ts";
import { encodeGeneralName, type GeneralName, readGeneralName } from "./general-name.ts";

/** `method`: dotted. */
export type AccessDescription = { readonly method: string; readonly location: GeneralName };

/** At least one. */
export const encodeAccessDescriptions = (list: readonly AccessDescription[]): Uint8Array => {
  if (list.length === 0) throw new TypeError("an access without a description");
  return sequenceOf(list.map(({ method, location }) => sequence(oid(method), encodeGeneralName(location))));
};

/** Reads a list of them, at least one, at the reader's place. */
export const readAccessDescriptions = (r: DerReader): readonly AccessDescription[] => {
  const list = r.each(r.expect(0x30), (inner) => {
    const one = inner.sequence();
    const description = { method: one.oid(), location: readGeneralName(one) };
    one.end();
    return description;
  });
  return list.length > 0 ? list : malformed("an access without a description");
};
