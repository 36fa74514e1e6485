/** The inverse of Punycode: what an A-label says behind its `xn--`. RFC 3492 §6.2. */

const BASE = 36;
const [T_MIN, T_MAX, SKEW, DAMP] = [1, 26, 38, 700];

/** RFC 3492 §6.1. */
const adapt = (delta: number, points: number, isFirst: boolean): number => {
  let d = Math.floor(delta / (isFirst ? DAMP : 2));
  d += Math.floor(d / points);
  let k = 0;
  for (; d > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) d = Math.floor(d / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * d) / (d + SKEW));
};

const digitOf = (character: string | undefined): number =>
  character === undefined ? -1 : "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(character.toLowerCase());

/** One number of variable length and where it ends; undefined when it does not. */
const readDelta = (text: string, from: number, bias: number): readonly [delta: number, end: number] | undefined => {
  let [delta, weight, at] = [0, 1, from];
  for (let k = BASE; ; k += BASE) {
    const digit = digitOf(text[at++]);
    if (digit < 0) return undefined;
    delta += digit * weight;
    const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
    if (delta > 0x7fffffff) return undefined;
    if (digit < threshold) return [delta, at];
    weight *= BASE - threshold;
  }
};

/** At most 59 characters, a label's length without its prefix; undefined for what encodes nothing. */
export const decodePunycode = (text: string): string | undefined => {
  const cut = text.lastIndexOf("-");
  const points = [...text.slice(0, Math.max(0, cut))].map((c) => c.codePointAt(0) ?? 0);
  if (text.length > 59 || points.some((p) => p > 0x7f)) return undefined;
  let [n, i, bias, at] = [0x80, 0, 72, cut + 1];
  while (at < text.length) {
    const read = readDelta(text, at, bias);
    if (read === undefined) return undefined;
    const count = points.length + 1;
    i += read[0];
    bias = adapt(read[0], count, at === cut + 1);
    at = read[1];
    n += Math.floor(i / count);
    i %= count;
    if (n > 0x10ffff || (n >= 0xd800 && n < 0xe000)) return undefined;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
};
