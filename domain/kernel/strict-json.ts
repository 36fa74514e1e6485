/**
 * JSON from outside that was signed as it stands: one text, one meaning. RFC 8259 leaves open what a key that stands
 * twice means (§4); two readers that disagree about it would see two statements under one signature.
 */
import { fromUtf8 } from "./bytes.ts";

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** `text` is well-formed JSON. */
const hasKeyTwice = (text: string): boolean => {
  /** Of each object that is open, the keys so far; undefined for an array. */
  const open: (Set<unknown> | undefined)[] = [];
  let isKeyNext = false;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : undefined);
    if (token === "}" || token === "]") open.pop();
    if (isKeyNext && token.startsWith('"')) {
      const key: unknown = JSON.parse(token);
      const keys = open.at(-1);
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
    isKeyNext = token === "{" || (token === "," && open.at(-1) !== undefined);
  }
  return false;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One object, UTF-8 without a byte order mark, no key twice at any depth; undefined for everything else. */
export const strictJsonObject = (bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined => {
  const text = bytes[0] === 0xef ? undefined : fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !hasKeyTwice(text) ? value : undefined;
  } catch {
    return undefined;
  }
};
