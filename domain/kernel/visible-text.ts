/**
 * Texts of others, made safe to look at. What a screen would not show as itself stands as `\u{1b}`: controls, changes of
 * the writing direction, marks without a width, spaces that look like another or like none. Unicode's general categories
 * C and Z, and Default_Ignorable_Code_Point (UAX #44 §5.1).
 */

const code = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** One value inside a line. Of several spaces only the first is shown as one, so that no value looks like another line. */
export const visibleText = (text: string): string => text.replace(/[\p{C}\p{DI}]|[^\P{Z} ]|(?<= ) /gu, code);

/** Whole lines, put together by us: nothing but their ends moves the cursor. */
export const visibleLines = (text: string): string => text.replace(/[^\P{C}\n]|[\u2028\u2029]/gu, code);
