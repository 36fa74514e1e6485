import { type DerReader, malformed } from "../../der/reader.ts";
import { oid, sequence } from "../../der/writer.ts";

/** AttributeTypeAndValue, RFC 4211 §5: `value` is one whole DER element. Controls and regInfo are lists of them. */
export type TypeAndValue = { readonly type: string; readonly value: Uint8Array };

const MAX = 16;

/** Reads a SEQUENCE SIZE (1..MAX) OF AttributeTypeAndValue; each type may stand there once. */
export const readTypesAndValues = (r: DerReader): readonly TypeAndValue[] => {
  const seen = new Set<string>();
  const all = r.each(r.expect(0x30), (list) => {
    const one = list.sequence();
    const type = one.oid();
    const value = one.next().whole;
    one.end();
    if (seen.has(type)) malformed("a control or registration information stands twice");
    if (seen.add(type).size > MAX) malformed("too many controls");
    return { type, value };
  });
  return all.length > 0 ? all : malformed("an empty list of controls");
};

/** As an OPTIONAL element: none for an empty list. */
export const optionalTypesAndValues = (all: readonly TypeAndValue[]): readonly Uint8Array[] =>
  all.length === 0 ? [] : [sequence(...all.map(({ type, value }) => sequence(oid(type), value)))];
