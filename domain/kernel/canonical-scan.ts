/**
 * Recognises the canonical form of JSON (RFC 8785) by reading the text once, without a value made of it or a text written
 * anew. It says yes only where it is certain: texts with escapes, fractions, exponents or long numbers are left to whoever
 * parses and writes (`canonical-json.ts`), which costs five times as much, and of which a ledger has few.
 */

const MAX_DEPTH = 64;
/** As many digits of a whole number are exact, and are written as they are. */
const MAX_DIGITS = 15;

const [QUOTE, COMMA, MINUS, ZERO, NINE, COLON] = [0x22, 0x2c, 0x2d, 0x30, 0x39, 0x3a];
const [ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What is being read, and how far it was: no text is begun before the one before it is done. */
let text = "";
let at = 0;
let onMember: ((key: string, raw: string) => void) | undefined;

const skipString = (): boolean => {
  at = text.indexOf('"', at + 1) + 1;
  return at > 0;
};

const skipWord = (word: string): boolean => {
  if (!text.startsWith(word, at)) return false;
  at += word.length;
  return true;
};

/** Whole ones only. Minus zero is written as zero, and none begins with a zero. */
const skipNumber = (): boolean => {
  if (text.charCodeAt(at) === MINUS) {
    at += 1;
    if (text.charCodeAt(at) === ZERO) return false;
  }
  const from = at;
  for (let c = text.charCodeAt(at); c >= ZERO && c <= NINE; c = text.charCodeAt(at)) at += 1;
  const digits = at - from;
  return digits > 0 && digits <= MAX_DIGITS && (digits === 1 || text.charCodeAt(from) !== ZERO);
};

const skipArray = (depth: number): boolean => {
  at += 1;
  if (text.charCodeAt(at) === ARRAY_END) {
    at += 1;
    return true;
  }
  for (;;) {
    if (!skipValue(depth)) return false;
    const next = text.charCodeAt(at);
    at += 1;
    if (next !== COMMA) return next === ARRAY_END;
  }
};

const skipObject = (depth: number): boolean => {
  at += 1;
  if (text.charCodeAt(at) === OBJECT_END) {
    at += 1;
    return true;
  }
  let before: string | undefined;
  for (;;) {
    const from = at + 1;
    if (text.charCodeAt(at) !== QUOTE || !skipString()) return false;
    const key = text.slice(from, at - 1);
    // By UTF-16 code units (§3.2.3), and none twice.
    if (before !== undefined && before >= key) return false;
    before = key;
    if (text.charCodeAt(at) !== COLON) return false;
    at += 1;
    const value = at;
    if (!skipValue(depth)) return false;
    if (depth === 1) onMember?.(key, text.slice(value, at));
    const next = text.charCodeAt(at);
    at += 1;
    if (next !== COMMA) return next === OBJECT_END;
  }
};

const skipValue = (depth: number): boolean => {
  switch (text.charCodeAt(at)) {
    case QUOTE:
      return skipString();
    case OBJECT:
      return depth < MAX_DEPTH && skipObject(depth + 1);
    case ARRAY:
      return depth < MAX_DEPTH && skipArray(depth + 1);
    case 0x6e:
      return skipWord("null");
    case 0x74:
      return skipWord("true");
    case 0x66:
      return skipWord("false");
    default:
      return skipNumber();
  }
};

/** 32 in each octet, and the highest bit of each. */
const [SPACES, HIGH] = [0x20202020, 0x80808080];

const NO_WORDS = new Int32Array();

/** Whether a control character stands anywhere: no canonical text has one. Reads four octets at a time, none of them behind `bytes`. */
export const hasControls = (bytes: Uint8Array): boolean => {
  const { buffer, byteOffset, length } = bytes;
  const head = Math.min(-byteOffset & 3, length);
  // Where no word fits, no place is one's beginning either.
  const count = (length - head) >> 2;
  const words = count === 0 ? NO_WORDS : new Int32Array(buffer, byteOffset + head, count);
  let found = 0;
  // An octet below 32 borrows, and had no highest bit itself.
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    found |= (word - SPACES) & ~word;
  }
  if ((found & HIGH) !== 0) return true;
  for (let i = 0; i < head; i++) if ((bytes[i] as number) < 0x20) return true;
  for (let i = head + 4 * words.length; i < length; i++) if ((bytes[i] as number) < 0x20) return true;
  return false;
};

/**
 * True when `json` is the canonical form of some value for certain; false says nothing. It has no control character: it was
 * parsed, or `hasControls` looked at it. `member`: told of each member of the outermost object with the text of its value, in
 * their order, as far as the text was canonical.
 */
export const scanCanonical = (json: string, member?: (key: string, raw: string) => void): boolean => {
  if (json.includes("\\") || !json.isWellFormed()) return false;
  [text, at, onMember] = [json, 0, member];
  const isCanonical = skipValue(0) && at === json.length;
  [text, onMember] = ["", undefined];
  return isCanonical;
};
