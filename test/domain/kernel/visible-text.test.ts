import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { visibleLines, visibleText } from "../../../domain/kernel/visible-text.ts";

describe("one value", () => {
  test.for<{ name: string; text: string; shown: string }>([
    { name: "what is seen stays as it is", text: "Grüße, 世界 — a\\b", shown: "Grüße, 世界 — a\\b" },
    { name: "an escape sequence", text: "a\u001b[2Kb", shown: "a\\u{1b}[2Kb" },
    { name: "a C1 control, which some terminals obey", text: "a\u009b2Kb", shown: "a\\u{9b}2Kb" },
    { name: "ends of lines of every kind", text: "a\r\nb\u2028c\u0085d", shown: "a\\u{d}\\u{a}b\\u{2028}c\\u{85}d" },
    { name: "a change of the writing direction", text: "a\u202eb\u2066c", shown: "a\\u{202e}b\\u{2066}c" },
    {
      name: "what has no width",
      text: "a\u200bb\ufeffc\u00add\u034fe",
      shown: "a\\u{200b}b\\u{feff}c\\u{ad}d\\u{34f}e",
    },
    { name: "what looks like a space and is a letter", text: "a\u3164b\u115fc", shown: "a\\u{3164}b\\u{115f}c" },
    { name: "a space that is not the usual one", text: "a\u00a0b\u2003c", shown: "a\\u{a0}b\\u{2003}c" },
    { name: "more spaces than one", text: "a b   c", shown: "a b \\u{20}\\u{20}c" },
    { name: "beyond the first plane", text: "a\u{e0041}b", shown: "a\\u{e0041}b" },
    { name: "half a character", text: "a\ud800b", shown: "a\\u{d800}b" },
  ])("$name", ({ text, shown }) => expect(visibleText(text)).toBe(shown));
});

test("lines keep their ends and their columns, and nothing else that moves", () => {
  expect(visibleLines("a    b\nc\rd\u001b[1Ae\u2028f")).toBe("a    b\nc\\u{d}d\\u{1b}[1Ae\\u{2028}f");
});

property.prop([fc.string({ unit: "binary" })])("whatever it was, no control and no second space is left", (text) => {
  expect(visibleText(text)).not.toMatch(/[\p{C}\p{DI}\p{Zl}\p{Zp}]| {2}/u);
  expect(visibleText(visibleText(text))).toBe(visibleText(text));
  expect(visibleLines(text).replaceAll("\n", "")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
});
