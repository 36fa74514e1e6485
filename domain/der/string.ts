/** The character strings of ASN.1, as text. X.690 §8.23, X.680 §41. */
import { fromUtf8 } from "../kernel/bytes.ts";

type Decode = (content: Uint8Array) => string | undefined;

const CHUNK = 4096;
const latin1 = (content: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < content.length; i += CHUNK) text += String.fromCharCode(...content.subarray(i, i + CHUNK));
  return text;
};

const ofAlphabet =
  (alphabet: RegExp): Decode =>
  (content) => {
    const text = latin1(content);
    return alphabet.test(text) ? text : undefined;
  };

const utf8Text: Decode = (content) =>
  // The decoder drops a byte order mark, and two encodings would read as the same text.
  content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? undefined : fromUtf8(content);

/** `width` octets a unit, big end first. */
const units = (content: Uint8Array, width: 2 | 4): readonly number[] | undefined => {
  if (content.length % width !== 0) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  return Array.from({ length: content.length / width }, (_, i) =>
    width === 2 ? view.getUint16(i * 2) : view.getUint32(i * 4),
  );
};

/** Surrogate pairs are no BMPString, but Windows writes them. */
const bmp: Decode = (content) => {
  const text = units(content, 2)
    ?.map((unit) => String.fromCharCode(unit))
    .join("");
  return text?.isWellFormed() ? text : undefined;
};

const universal: Decode = (content) => {
  const points = units(content, 4);
  if (points === undefined || points.some((p) => p > 0x10ffff)) return undefined;
  const text = points.map((p) => String.fromCodePoint(p)).join("");
  return text.isWellFormed() ? text : undefined;
};

export const STRING_TAGS = {
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
} as const;

/** TeletexString is read as Latin-1: what everybody who still writes it means by it. */
const DECODERS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [STRING_TAGS.utf8, utf8Text],
  [STRING_TAGS.numeric, ofAlphabet(/^[0-9 ]*$/)],
  [STRING_TAGS.printable, ofAlphabet(/^[A-Za-z0-9 '()+,\-./:=?]*$/)],
  [STRING_TAGS.teletex, latin1],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is IA5's
  [STRING_TAGS.ia5, ofAlphabet(/^[\x00-\x7f]*$/)],
  [STRING_TAGS.visible, ofAlphabet(/^[\x20-\x7e]*$/)],
  [STRING_TAGS.universal, universal],
  [STRING_TAGS.bmp, bmp],
]);

export const isStringTag = (tag: number | undefined): boolean => tag !== undefined && DECODERS.has(tag);

/** undefined when the tag is no string's, or the content is not of its alphabet. */
export const decodeString = (tag: number, content: Uint8Array): string | undefined => DECODERS.get(tag)?.(content);
