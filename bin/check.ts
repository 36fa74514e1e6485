/** Everything that can be checked without running the product: format, lint, types, unused code, floors. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name: string): string => join(root, "node_modules/.bin", name);

const STEPS: readonly (readonly [string, string, readonly string[]])[] = [
  ["format and lint", bin("biome"), ["check", "--error-on-warnings"]],
  ["promises", bin("oxlint"), ["--type-aware", "--deny-warnings"]],
  ["types", bin("tsc"), ["--noEmit"]],
  ["unused code", bin("knip"), ["--no-progress"]],
  ["golden files, event catalogue, clauses", process.execPath, [join(root, "bin/golden.ts")]],
  ["floors", bin("vitest"), ["run", "test/architecture.test.ts"]],
];

let isSound = true;
for (const [name, command, args] of STEPS) {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isWell = status === 0;
  isSound &&= isWell;
  process.stdout.write(`${isWell ? styleText("green", "✓") : styleText("red", "✗")} ${name} (${seconds} s)\n`);
  if (!isWell) process.stdout.write(`${error?.message ?? ""}${stdout}${stderr}\n`);
}
process.exitCode = isSound ? 0 : 1;
