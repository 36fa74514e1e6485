import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIRST_TIME, runDemo, SEEN } from "../support/demo.ts";

/**
 * A screen's lines without what is new each time (addresses, digests, serial numbers) and without the events, because lists
 * that the server publishes by itself may fall into any step.
 */
const steps = (screen: string): readonly string[] =>
  screen
    .replace(/127\.0\.0\.1:\d+/g, "ADDRESS")
    .replace(/\b[\w-]{43}(?=:)/g, "DIGEST")
    .replace(/\d+ events/g, "N events")
    .split("\n")
    .map((line) => (line.split("→")[0] ?? "").trim().replace(/^(\d+) +/, "$1 "))
    .filter((line) => line !== "");

/** The screen that README shows. */
const readme = (): readonly string[] => {
  const text = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  return steps(/```text\n(.*?)```/s.exec(text)?.[1] ?? "");
};

test("the demo passes on an empty directory; README shows what it prints", { timeout: 300_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-demo-"));
  try {
    const printed = await runDemo(directory);
    for (const line of FIRST_TIME) expect(printed).toContain(line);
    expect(printed).toContain("RoleDefined");
    for (const line of SEEN) expect(printed).toMatch(line);
    const shown = readme();
    expect(shown.length).toBeGreaterThan(18);
    expect(shown.filter((line) => !steps(printed).some((p) => p.startsWith(line)))).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
