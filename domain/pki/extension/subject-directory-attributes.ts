/** id-ce-subjectDirectoryAttributes, 2.5.29.9. RFC 5280 §4.2.1.8. */
import { malformed, readDer } from "../../der/reader.ts";
import { oid, sequence, sequenceOf, setOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { isElement, readAny } from "./any-element.ts";
import type { Extension } from "./extension.ts";
import { isInSetOrder } from "./set-order.ts";

export const SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9";

/** `values`: at least one, each a whole element of the type's own syntax. */
export type DirectoryAttribute = { readonly type: string; readonly values: readonly Uint8Array[] };

/** What a directory says about the subject, such as nationality. At least one attribute. */
export const subjectDirectoryAttributes = (attributes: readonly DirectoryAttribute[]): Extension => {
  if (attributes.length === 0) throw new TypeError("subjectDirectoryAttributes without an attribute");
  if (attributes.some(({ values }) => values.length === 0 || !values.every(isElement)))
    throw new TypeError("not an attribute");
  const value = sequenceOf(attributes.map(({ type, values }) => sequence(oid(type), setOf(...values))));
  return { oid: SUBJECT_DIRECTORY_ATTRIBUTES, critical: false, value };
};

/** Refuses `der.malformed`. */
export const parseSubjectDirectoryAttributes = (value: Uint8Array): Result<readonly DirectoryAttribute[]> =>
  readDer(value, (r) => {
    const attributes = r.each(r.expect(0x30), (list) => {
      const attribute = list.sequence();
      const type = attribute.oid();
      const values = attribute.each(attribute.expect(0x31), readAny);
      attribute.end();
      if (values.length === 0) malformed("an attribute without a value");
      if (!isInSetOrder(values)) malformed("the values of an attribute are not in order");
      return { type, values };
    });
    return attributes.length > 0 ? attributes : malformed("subjectDirectoryAttributes without an attribute");
  });
