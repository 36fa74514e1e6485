import type { DerReader } from "../../../der/reader.ts";
import { decodeString } from "../../../der/string.ts";
import { type Instant, isInstant } from "../../../kernel/instant.ts";

export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;

/** `at`: undefined when the text is in no form that RFC 5280 knows, or no such time exists. */
export type TimeView = { readonly tag: number; readonly text: string; readonly at: Instant | undefined };

const instantOf = (digits: string): Instant | undefined => {
  const [y, mo, d, h, mi, s] = [0, 4, 6, 8, 10, 12].map((at, i) => digits.slice(at, at + (i === 0 ? 4 : 2)));
  const text = `${y}-${mo}-${d}T${h}:${mi}:${s}.000Z`;
  return isInstant(text) ? text : undefined;
};

const atOf = (tag: number, text: string): Instant | undefined => {
  if (tag === UTC_TIME && /^\d{12}Z$/.test(text)) return instantOf(`${text < "50" ? "20" : "19"}${text}`);
  return tag === GENERALIZED_TIME && /^\d{14}Z$/.test(text) ? instantOf(text) : undefined;
};

/** Reads whatever stands in a time's place. */
export const readTimeView = (r: DerReader): TimeView => {
  const { tag, content } = r.next();
  const text = decodeString(0x14, content) ?? "";
  return { tag, text, at: atOf(tag, text) };
};

export const isTimeTag = (tag: number | undefined): boolean => tag === UTC_TIME || tag === GENERALIZED_TIME;
