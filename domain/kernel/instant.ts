/**
 * A moment in UTC, to the millisecond: `2026-11-24T09:28:05.123Z`, always 24 characters, so that text order is time
 * order. RFC 3339 §5.6. Certificates, CRLs and OCSP know whole seconds only: `wholeSeconds` cuts.
 */
import * as v from "valibot";

declare const brand: unique symbol;
export type Instant = string & { readonly [brand]: "Instant" };

const SHAPE = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Days of a month, 1 to 12; 0 for what is none. */
const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

export const isInstant = (text: unknown): text is Instant => {
  if (typeof text !== "string" || !SHAPE.test(text)) return false;
  const day = Number(text.slice(8, 10));
  return day >= 1 && day <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
};

export const InstantSchema = v.pipe(
  v.custom<Instant>(isInstant, "an instant such as 2026-11-24T09:28:05.123Z"),
  v.description("RFC 3339, UTC, milliseconds"),
);

/** From milliseconds since 1970. Range: years 1970 to 9999. */
export const fromMillis = (ms: number): Instant => {
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > 253402300799999) throw new TypeError("instant out of range");
  return new Date(ms).toISOString() as Instant;
};

export const toMillis = (i: Instant): number => Date.parse(i);

/** The same moment without its milliseconds. */
export const wholeSeconds = (i: Instant): Instant => `${i.slice(0, 19)}.000Z` as Instant;

export const addSeconds = (i: Instant, seconds: number): Instant => fromMillis(toMillis(i) + seconds * 1000);

/** Seconds from `a` to `b`, negative when `b` is earlier. */
export const secondsBetween = (a: Instant, b: Instant): number => (toMillis(b) - toMillis(a)) / 1000;
