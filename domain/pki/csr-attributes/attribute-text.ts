/**
 * Text in attributes of requests, of every string type that clients were seen to use. More lenient than names are: the
 * text is read and compared, never encoded again, and many clients call any ASCII a PrintableString.
 */
import { type DerReader, malformed } from "../../der/reader.ts";
import { fromUtf8 } from "../../kernel/bytes.ts";

type Decode = (content: Uint8Array) => string | undefined;

const fromCodes = (codes: readonly number[]): string => codes.map((c) => String.fromCharCode(c)).join("");

const ascii: Decode = (content) => (content.every((b) => b < 0x80) ? fromCodes([...content]) : undefined);

const utf16: Decode = (content) => {
  if (content.length % 2 !== 0) return undefined;
  const units = Array.from({ length: content.length / 2 }, (_, i) => (content[2 * i]! << 8) | content[2 * i + 1]!);
  return fromCodes(units);
};

/** By tag: UTF8String, PrintableString, TeletexString (Latin-1 in practice), IA5String, BMPString. */
const DECODERS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [0x0c, fromUtf8],
  [0x13, ascii],
  [0x14, (content) => fromCodes([...content])],
  [0x16, ascii],
  [0x1e, utf16],
]);

/** Reads one string of at most `max` UTF-16 units. Text with a zero or a lone surrogate is refused. */
export const attributeText =
  (max: number) =>
  (r: DerReader): string => {
    const { tag, content } = r.next();
    const decode = DECODERS.get(tag) ?? malformed("an attribute is not text");
    // Before decoding: four octets are the most that one unit can take.
    if (content.length > max * 4) return malformed("an attribute is too long");
    const text = decode(content);
    if (text === undefined || !text.isWellFormed() || text.includes("\0")) return malformed("an attribute is not text");
    return text.length <= max ? text : malformed("an attribute is too long");
  };
