/**
 * Hostile inputs: structure-aware (whole elements cut out, doubled, swapped between samples, nested, given other tags and
 * lengths) and random (octets changed, inserted, removed). The same seed gives the same inputs, so that what failed can be
 * looked at again.
 */
/** xorshift32: fast, and the same everywhere. */
export const randomOf = (seed: number): ((below: number) => number) => {
  let x = seed | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
};

type Random = ReturnType<typeof randomOf>;
type Element = { readonly start: number; readonly head: number; readonly end: number };

/** Where elements begin and end, found without the reader that is on trial: constructed ones are looked into. */
const elementsOf = (der: Uint8Array, from = 0, to = der.length, depth = 0): Element[] => {
  const out: Element[] = [];
  for (let at = from; at + 2 <= to && out.length < 400; ) {
    const first = der[at + 1] ?? 0;
    const octets = first < 0x80 ? 0 : first & 0x7f;
    let size = first < 0x80 ? first : 0;
    for (let i = 0; i < octets; i++) size = size * 256 + (der[at + 2 + i] ?? 0);
    const head = at + 2 + octets;
    const end = head + size;
    if (octets > 3 || end > to) break;
    out.push({ start: at, head, end });
    if ((der[at] ?? 0) & 0x20 && depth < 12) out.push(...elementsOf(der, head, end, depth + 1));
    at = end;
  }
  return out;
};

const splice = (bytes: Uint8Array, start: number, end: number, insert: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes.length - (end - start) + insert.length);
  out.set(bytes.subarray(0, start));
  out.set(insert, start);
  out.set(bytes.subarray(end), start + insert.length);
  return out;
};

export const nothing = new Uint8Array();
const octetsOf = (random: Random, n: number): Uint8Array => Uint8Array.from({ length: n }, () => random(256));

/** Lengths of enclosing elements are mended, so that the change is reached and not only noticed from outside. */
const mended = (bytes: Uint8Array, elements: readonly Element[], at: number, by: number): Uint8Array => {
  const out = bytes.slice();
  for (const { start, head, end } of elements) {
    if (start >= at || end < at) continue;
    const octets = head - start - 2;
    let size = end - head + by;
    if (octets === 0) {
      if (size >= 0 && size < 0x80) out[start + 1] = size;
      continue;
    }
    for (let i = octets; i > 0; i--) {
      out[start + 1 + i] = size & 0xff;
      size >>= 8;
    }
  }
  return out;
};

const INTERESTING = [0x00, 0x01, 0x02, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff, 0x30, 0x31, 0xa0, 0x1f];
export const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

export const mutate = (random: Random, sample: Uint8Array, other: Uint8Array): Uint8Array => {
  const elements = elementsOf(sample);
  const { start, head, end } = elements.length > 0 ? pick(random, elements) : { start: 0, head: 0, end: sample.length };
  const replaced = (insert: Uint8Array): Uint8Array =>
    splice(mended(sample, elements, start, insert.length - (end - start)), start, end, insert);
  switch (random(10)) {
    case 0:
      return replaced(nothing);
    case 1: {
      const twice = new Uint8Array(2 * (end - start));
      twice.set(sample.subarray(start, end));
      twice.set(sample.subarray(start, end), end - start);
      return replaced(twice);
    }
    case 2: {
      const theirs = elementsOf(other);
      const one = theirs.length > 0 ? pick(random, theirs) : { start: 0, end: other.length };
      return replaced(other.subarray(one.start, one.end));
    }
    case 3: {
      const out = sample.slice();
      out[start] = random(2) ? pick(random, INTERESTING) : random(256);
      return out;
    }
    case 4: {
      const out = sample.slice();
      out[start + 1] = pick(random, INTERESTING);
      return out;
    }
    case 5:
      return replaced(splice(sample.subarray(start, end), head - start, end - start, octetsOf(random, end - head)));
    case 6: {
      let nested = sample.subarray(start, end);
      for (let depth = random(60); depth > 0 && nested.length < 120; depth--)
        nested = Uint8Array.of(0x30, nested.length, ...nested);
      return replaced(nested);
    }
    case 7:
      return sample.subarray(0, random(sample.length + 1));
    case 8: {
      const out = sample.slice();
      for (let n = 1 + random(4); n > 0; n--) out[random(out.length)] = random(256);
      return out;
    }
    default: {
      const at = random(sample.length + 1);
      return splice(sample, at, Math.min(sample.length, at + random(4)), octetsOf(random, random(6)));
    }
  }
};
