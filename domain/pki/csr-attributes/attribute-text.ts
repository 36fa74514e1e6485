/**
 * Text in attributes of requests, of every string type that clients were seen to use. More lenient than names are: the
 * text is read and compared, never encoded again, and many clients call any ASCII a PrintableString.
 */
import { type DerReader, malformed } from "../../der/reader.ts";
import { decodeString, isStringTag, STRING_TAGS } from "../../der/string.ts";

const { printable, ia5 } = STRING_TAGS;

/** Reads one string of at most `max` UTF-16 units. Text with a zero or a lone surrogate is refused. */
export const attributeText =
  (max: number) =>
  (r: DerReader): string => {
    const { tag, content } = r.next();
    if (!isStringTag(tag)) malformed("an attribute is not text");
    // Before decoding: four octets are the most that one unit can take.
    if (content.length > max * 4) return malformed("an attribute is too long");
    const text = decodeString(tag === printable ? ia5 : tag, content);
    if (text === undefined || !text.isWellFormed() || text.includes("\0")) return malformed("an attribute is not text");
    return text.length <= max ? text : malformed("an attribute is too long");
  };
