import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { REFUSAL_CODES } from "../domain/kernel/refusal.ts";
import { projections } from "../projections/all.ts";
import { cruiseFloors } from "./support/floors.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const FOLDERS = ["domain", "projections", "adapters", "http"];

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(?:ts|mjs)$/.test(e.name))
    .map((e) => join(e.parentPath, e.name).slice(root.length + 1))
    // Built, and written by nobody.
    .filter((path) => !path.startsWith("http/client/dist/"));

const sources = FOLDERS.flatMap(filesIn);
const all = [...sources, ...filesIn("test"), ...filesIn("bin")];
const text = (path: string): string => readFileSync(join(root, path), "utf8");
const lines = (path: string): number => text(path).split("\n").length - 1;

test("arrows point down only, and every source file was looked at", async () => {
  const { modules, violations } = await cruiseFloors(root, FOLDERS);
  expect(violations).toEqual([]);
  expect(sources.filter((s) => !modules.includes(s))).toEqual([]);
  expect(modules.length).toBeGreaterThan(100);
});

/** A tree with one wrong import each: the rules must name it, or they prove nothing. */
const PLANTED: readonly { readonly rule: string; readonly from: string; readonly to: string }[] = [
  { rule: "floor-0", from: "domain/kernel/a.ts", to: "domain/pki/b.ts" },
  { rule: "floor-1", from: "domain/pki/a.ts", to: "domain/certificate/decider.ts" },
  { rule: "floor-2", from: "domain/certificate/a.ts", to: "domain/process/b.ts" },
  { rule: "aggregates-know-each-others-events-only", from: "domain/certificate/a.ts", to: "domain/request/decider.ts" },
  { rule: "floor-3", from: "domain/ports/a.ts", to: "domain/process/b.ts" },
  { rule: "catalogue", from: "domain/catalogue.ts", to: "domain/request/decider.ts" },
  { rule: "floor-4", from: "domain/process/a.ts", to: "adapters/sqlite/b.ts" },
  { rule: "domain-is-pure", from: "domain/process/a.ts", to: "node:fs" },
  { rule: "domain-knows-only-valibot", from: "domain/process/a.ts", to: "hono" },
  { rule: "projections-fold-only", from: "projections/a.ts", to: "domain/process/b.ts" },
  { rule: "projections-are-pure", from: "projections/a.ts", to: "node:fs" },
  { rule: "adapters-do-not-meet", from: "adapters/sqlite/a.ts", to: "adapters/files/b.ts" },
  { rule: "adapters-do-not-meet", from: "adapters/sqlite/a.ts", to: "http/config.ts" },
  { rule: "protocols-do-not-meet", from: "http/api/a.ts", to: "http/ocsp/b.ts" },
  { rule: "protocols-know-no-adapter", from: "http/api/a.ts", to: "adapters/sqlite/b.ts" },
  { rule: "composition-alone-names-adapters", from: "http/config.ts", to: "adapters/sqlite/b.ts" },
  { rule: "nothing-needs-tests", from: "domain/process/a.ts", to: "test/support/b.ts" },
];

test.for(PLANTED)("the rule $rule sees $from importing $to", async ({ rule, from, to }) => {
  const base = mkdtempSync(join(tmpdir(), "floors-"));
  try {
    const put = (path: string, content: string): void => {
      mkdirSync(dirname(join(base, path)), { recursive: true });
      writeFileSync(join(base, path), content);
    };
    for (const folder of FOLDERS) mkdirSync(join(base, folder), { recursive: true });
    const isOutside = !to.includes("/") || to.startsWith("node:");
    const target = isOutside ? to : `${"../".repeat(from.split("/").length - 1)}${to}`;
    if (!isOutside) put(to, "export const b = 1;\n");
    put(from, `import * as b from "${target}";\nexport const a = b;\n`);
    put("package.json", '{"type":"module","dependencies":{"hono":"*"}}');
    symlinkSync(join(root, "node_modules"), join(base, "node_modules"));
    const { violations } = await cruiseFloors(base, FOLDERS);
    expect(violations.map((v) => v.rule)).toContain(rule);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});

test("a cycle is seen", async () => {
  const base = mkdtempSync(join(tmpdir(), "floors-"));
  try {
    for (const folder of FOLDERS) mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, "projections/a.ts"), 'export { b as a } from "./b.ts";\n');
    writeFileSync(join(base, "projections/b.ts"), 'export { a as b } from "./a.ts";\n');
    const { violations } = await cruiseFloors(base, FOLDERS);
    expect(violations.map((v) => v.rule)).toContain("no-cycle");
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});

test("files stay small", () => {
  const sizes = sources.map(lines).sort((a, b) => a - b);
  // Made from the OpenAPI document: a few lines for each operation, and nobody reads it from top to bottom.
  const isMade = (f: string): boolean => f === "http/client/operations.ts";
  expect(all.filter((f) => lines(f) > 400 && !isMade(f))).toEqual([]);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(120);
  expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(300);
});

test("no file is named after nothing", () => {
  const empty = /(?:^|\/)(?:index|types|utils?|helpers?|constants|common|misc)\.ts$/;
  expect(all.filter((f) => empty.test(f))).toEqual([]);
});

test("every refusal code is given by somebody", () => {
  const givers = sources
    .filter((f) => !/refusal\.ts$|problem\.ts$/.test(f))
    .map(text)
    .join("\n");
  expect(REFUSAL_CODES.filter((code) => !givers.includes(`"${code}"`))).toEqual([]);
});

test("docs/architecture.md names every read model, adapter and protocol", () => {
  const page = text("docs/architecture.md");
  const folders = ["adapters", "http"].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? [e.name] : [])),
  );
  const names = [...projections.map((p) => p.name), ...folders];
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});

test("citations have one form, so that they can be found", () => {
  const loose = /\b(?:RFC \d{3,5},? (?:section |sec\.? )?\d+(?:\.\d+)+)/i;
  expect(sources.filter((f) => loose.test(text(f)))).toEqual([]);
});

test("golden events and ledgers are append-only: none was ever changed or removed", () => {
  const changed = execFileSync(
    "git",
    ["log", "--format=", "--name-only", "--diff-filter=MDR", "--", "test/vectors/events", "test/vectors/ledgers"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  expect(changed.trim()).toBe("");
});

test("domain reads no clock and no randomness", () => {
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|crypto\.getRandomValues|process\.(?:env|hrtime)|\bfetch\(/;
  expect(filesIn("domain").filter((f) => impure.test(text(f)))).toEqual([]);
});
