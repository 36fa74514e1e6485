/**
 * JSON Canonicalization Scheme: one value, one sequence of bytes. RFC 8785.
 *
 * Refuses (throws a Defect) what JSON cannot carry unambiguously: lone surrogates, non-finite numbers, undefined,
 * anything that is not plain data. Keys whose value is undefined are a Defect too, not silently dropped.
 */
import { utf8 } from "./bytes.ts";
import { scanCanonical } from "./canonical-scan.ts";

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const text = (s: string): string => {
  if (!s.isWellFormed()) throw new TypeError("lone surrogate in canonical JSON");
  return JSON.stringify(s);
};

const write = (x: unknown): string => {
  switch (typeof x) {
    case "string":
      return text(x);
    case "number":
      if (!Number.isFinite(x)) throw new TypeError("non-finite number in canonical JSON");
      return JSON.stringify(x);
    case "boolean":
      return x ? "true" : "false";
    case "object": {
      if (x === null) return "null";
      if (Array.isArray(x)) return `[${x.map(write).join(",")}]`;
      if (Object.getPrototypeOf(x) !== Object.prototype && Object.getPrototypeOf(x) !== null)
        throw new TypeError("not plain data in canonical JSON");
      const o = x as Record<string, unknown>;
      let out = "";
      for (const key of Object.keys(o).sort(byCodeUnits)) out += `${out ? "," : ""}${text(key)}:${write(o[key])}`;
      return `{${out}}`;
    }
    default:
      throw new TypeError(`${typeof x} in canonical JSON`);
  }
};

export const canonicalText = (value: unknown): string => write(value);

/** Whether every object's keys come in canonical order. */
const isOrdered = (x: unknown): boolean => {
  if (typeof x !== "object" || x === null) return true;
  if (Array.isArray(x)) return x.every(isOrdered);
  let before: string | undefined;
  const o = x as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(o)) {
    if (before !== undefined && before >= key) return false;
    if (!isOrdered(o[key])) return false;
    before = key;
  }
  return true;
};

/**
 * Whether `text`, which was parsed as `value`, is its canonical form. Reading it once decides for nearly every text. For
 * most others the engine's own writer does, and a look at the order of keys; it escapes lone surrogates where the scheme
 * refuses them, so escapes that could be such, and keys that look like numbers, are left to the slow way.
 */
export const isCanonical = (text: string, value: unknown): boolean =>
  scanCanonical(text) ||
  (!text.includes("\\ud") && JSON.stringify(value) === text && isOrdered(value)) ||
  write(value) === text;

/** RFC 8785 §3.2. */
export const canonicalJson = (value: unknown): Uint8Array => utf8(write(value));
