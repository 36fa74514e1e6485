/** The content of a BMPString: two octets a character, the first plane only. X.690 §8.23.8. */

/** A character of another plane is a Defect. */
export const encodeBmp = (text: string): Uint8Array => {
  if (/[\ud800-\udfff]/.test(text)) throw new TypeError("not a BMPString");
  return Uint8Array.from(
    Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).flatMap((unit) => [unit >> 8, unit & 0xff]),
  );
};

/** undefined for half a character, and for one half of a character of another plane. */
export const decodeBmp = (content: Uint8Array): string | undefined => {
  if (content.length % 2 !== 0) return undefined;
  const units = Array.from({ length: content.length / 2 }, (_, i) => (content[2 * i]! << 8) | content[2 * i + 1]!);
  const text = units.map((unit) => String.fromCharCode(unit)).join("");
  return /[\ud800-\udfff]/.test(text) ? undefined : text;
};
