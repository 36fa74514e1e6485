/** The content octets of an INTEGER, judged without making a number of them. X.690 §8.3. */

/** v1, where a version is absent. */
export const V1: Uint8Array = Uint8Array.of(0);

export const isNegative = (content: Uint8Array): boolean => ((content[0] ?? 0) & 0x80) !== 0;

export const isZero = (content: Uint8Array): boolean => content.every((octet) => octet === 0);

/** In as few octets as can be. X.690 §8.3.2. */
export const isMinimal = ([first, second]: Uint8Array): boolean =>
  first !== undefined &&
  (second === undefined || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)));

/** The value of one octet; undefined for more. */
export const smallValueOf = (content: Uint8Array): number | undefined =>
  content.length === 1 ? content[0] : undefined;
