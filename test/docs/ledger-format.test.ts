import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatVectors } from "../support/format-vectors.ts";

test("the worked example in docs/ledger-format.md is what the code computes", async () => {
  const page = readFileSync(new URL("../../docs/ledger-format.md", import.meta.url), "utf8");
  const [, block] = /<!-- vectors -->\n```\n([\s\S]*?)\n```\n<!-- \/vectors -->/.exec(page) ?? [];
  expect(block).toBe(await formatVectors());
});
