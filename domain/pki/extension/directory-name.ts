/**
 * Distinguished names as DER, for places where they must stay what another authority wrote: string types are kept, so
 * that the name still compares with that authority's certificates. RFC 5280 §4.1.2.4.
 */
import { type DerReader, type Element, malformed, readDer } from "../../der/reader.ts";
import { readAny } from "./any-element.ts";
import { isInSetOrder } from "./set-order.ts";

/** Checks a RelativeDistinguishedName: attributes in the order of a SET OF, none of them twice. X.690 §11.6. */
export const checkRdn = (r: DerReader, rdn: Element): void => {
  const attributes = r.each(rdn, (set) => {
    const element = set.expect(0x30);
    const attribute = set.inside(element);
    attribute.oid();
    readAny(attribute);
    attribute.end();
    return element.whole;
  });
  if (attributes.length === 0) malformed("a name has an empty part");
  if (!isInSetOrder(attributes)) malformed("the attributes of a name are not in order");
};

/** Reads a Name at the reader's place and returns it whole. */
export const readDirectoryName = (r: DerReader): Uint8Array => {
  const name = r.expect(0x30);
  const rdns = r.inside(name);
  while (!rdns.isAtEnd) checkRdn(rdns, rdns.expect(0x31));
  return name.whole;
};

/** Whether the bytes are exactly one Name. */
export const isDirectoryName = (der: Uint8Array): boolean => readDer(der, readDirectoryName).ok;
