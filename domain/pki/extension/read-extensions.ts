import { type DerReader, malformed } from "../../der/reader.ts";
import type { Extension } from "./extension.ts";

/** More than any certificate, CRL or request here has; looking for twins costs the square of their number. */
const MAX_EXTENSIONS = 64;

/** Reads an Extensions at the reader's place; an extension may stand there once. RFC 5280 §4.2. */
export const readExtensions = (r: DerReader): readonly Extension[] => {
  const list = r.sequence();
  const out: Extension[] = [];
  while (!list.isAtEnd) {
    const one = list.sequence();
    const oid = one.oid();
    const hasFlag = one.peek() === 0x01;
    const critical = hasFlag && one.boolean();
    if (hasFlag && !critical) malformed("a default value is encoded");
    const value = one.octetString();
    one.end();
    if (out.some((e) => e.oid === oid)) malformed("an extension stands twice");
    out.push({ oid, critical, value });
    if (out.length > MAX_EXTENSIONS) malformed("too many extensions");
  }
  if (out.length === 0) malformed("an empty list of extensions");
  return out;
};
