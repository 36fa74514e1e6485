import type { DerReader } from "../../../der/reader.ts";
import { decodeString, isStringTag } from "../../../der/string.ts";

/** `text`: undefined when the value is no string, or not of its string type's alphabet. */
export type AttributeView = {
  readonly type: string;
  readonly tag: number;
  readonly content: Uint8Array;
  readonly text: string | undefined;
  /** The attribute as it stands. */
  readonly whole: Uint8Array;
};

/** `rdns`: as they stand, whatever their order within. */
export type NameView = { readonly der: Uint8Array; readonly rdns: readonly (readonly AttributeView[])[] };

const readAttribute = (set: DerReader): AttributeView => {
  const element = set.expect(0x30);
  const attribute = set.inside(element);
  const type = attribute.oid();
  const { tag, content } = attribute.next();
  attribute.end();
  const text = isStringTag(tag) ? decodeString(tag, content) : undefined;
  return { type, tag, content, text, whole: element.whole };
};

/** Reads a Name at the reader's place, of any content. */
export const readNameView = (r: DerReader): NameView => {
  const element = r.expect(0x30);
  const rdns = r.each(element, (list) => list.each(list.expect(0x31), readAttribute));
  return { der: element.whole, rdns };
};

export const isEmptyName = (name: NameView): boolean => name.rdns.length === 0;
