/**
 * Text as names compare it: RFC 4518 in the profile that RFC 5280 §7.1 chooses. The tables are those of this program's
 * Unicode, not of Unicode 3.2: newer letters compare too, and nothing that RFC 4518 would have matched is kept apart.
 */

/** Mapped to nothing: soft hyphens, joiners, variation selectors, controls. RFC 4518 §2.2. */
const IGNORED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each stands for itself
  /[\u00ad\u034f\u1806\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/gu;
const SPACES = /[\t-\r\u0085\p{Z}]+/gu;
const PROHIBITED = /[\ud800-\udfff\p{Co}\p{Cn}\ufffd]/u;

/** The letters that no case has are left; a letter whose capital is another's (the dotless i) stays itself. */
const foldLetter = (letter: string): string => (letter === "\u0131" ? letter : letter.toUpperCase().toLowerCase());
const fold = (text: string): string => [...text].map(foldLetter).join("").replaceAll("\u03c2", "\u03c3");

/** Twice, since either step can make work for the other. RFC 3454 §B.2. */
const foldAndNormalize = (text: string): string => fold(fold(text).normalize("NFKC")).normalize("NFKC");

/**
 * The form in which two values of a caseIgnoreMatch attribute are compared; undefined when a character may not be
 * there, and the comparison is of octets. RFC 4518 §2; insignificant spaces: §2.6.1, with RFC 5280 §7.1's one space.
 */
export const prepareString = (text: string): string | undefined => {
  if (!text.isWellFormed()) return undefined;
  const mapped = foldAndNormalize(text.replace(SPACES, " ").replace(IGNORED, ""));
  if (PROHIBITED.test(mapped)) return undefined;
  return mapped.replace(SPACES, " ").trim();
};
