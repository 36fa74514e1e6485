/** DisplayText: what a certificate says to people. RFC 5280 §4.2.1.4. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { tlv } from "../../der/writer.ts";
import { fromUtf8, utf8 } from "../../kernel/bytes.ts";
import { decodeBmp, encodeBmp } from "./bmp-string.ts";

const TAGS = { utf8: 0x0c, ia5: 0x16, visible: 0x1a, bmp: 0x1e } as const;
type Form = keyof typeof TAGS;

/** `form`: the string type; `utf8` is the one that RFC 5280 wants. */
export type DisplayText = { readonly form: Form; readonly text: string };

const MAX_CHARACTERS = 200;

const isOfForm = ({ form, text }: DisplayText): boolean => {
  if (text === "" || !text.isWellFormed() || /[\0\ufeff]/u.test(text)) return false;
  if (form === "visible") return /^[\x20-\x7e]+$/.test(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is IA5's
  if (form === "ia5") return /^[\x01-\x7f]+$/.test(text);
  return form === "utf8" || !/[\u{10000}-\u{10ffff}]/u.test(text);
};

/** 1 to 200 characters that its form has, no zero among them; anything else is a Defect. */
export const encodeDisplayText = (display: DisplayText): Uint8Array => {
  const { form, text } = display;
  if (!isOfForm(display) || [...text].length > MAX_CHARACTERS) throw new TypeError("not a display text");
  return tlv(TAGS[form], form === "bmp" ? encodeBmp(text) : utf8(text));
};

/** Reads a longer text too: authorities have written them, and RFC 5280 asks to bear with it. */
export const readDisplayText = (r: DerReader): DisplayText => {
  const { tag, content } = r.next();
  const form = (Object.keys(TAGS) as Form[]).find((f) => TAGS[f] === tag);
  if (form === undefined) return malformed("not a string type for people");
  const text = form === "bmp" ? decodeBmp(content) : fromUtf8(content);
  // The decoder drops a byte order mark, and two encodings would read as the same text.
  if (text === undefined || !isOfForm({ form, text }) || (content[0] === 0xef && content[1] === 0xbb))
    return malformed("a text has characters that it may not have");
  return { form, text };
};
