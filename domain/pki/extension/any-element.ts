/** Elements of a type that is not known here: kept as they stand, once their shape is known to be DER. */
import { type DerReader, malformed, readDer } from "../../der/reader.ts";

/** Checks tags and lengths all the way down; the reader's own bound on depth holds. X.690 §10.1. */
const checkInside = (r: DerReader): void => {
  while (!r.isAtEnd) {
    const element = r.next();
    // Primitive, or a universal type that X.690 §10.2 forbids to be in pieces.
    if (element.tag & 0x20) checkInside(r.inside(element));
  }
};

/** Reads one element of any type and returns it whole: tag, length, content. */
export const readAny = (r: DerReader): Uint8Array => {
  const element = r.next();
  if (element.tag === 0) malformed("an element without a type");
  if (element.tag & 0x20) checkInside(r.inside(element));
  return element.whole;
};

/** Whether the bytes are exactly one DER element. */
export const isElement = (der: Uint8Array): boolean => readDer(der, readAny).ok;
