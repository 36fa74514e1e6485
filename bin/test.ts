/** Runs the tests and says in its last line how many passed, failed and were skipped. `--slow` runs the slow ones. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

const root = fileURLToPath(new URL("..", import.meta.url));
const isSlow = process.argv.includes("--slow");
const rest = process.argv.slice(2).filter((a) => a !== "--slow");
const directory = mkdtempSync(join(tmpdir(), "cartulary-test-"));
const outputFile = join(directory, "report.json");

const ran = spawnSync(
  process.execPath,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${outputFile}`,
    ...rest,
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, CARTULARY_SUITE: isSlow ? "slow" : "fast" } },
);

/** A file that could not be loaded has no tests, and is a failure all the same. */
const count = (): { readonly passed: number; readonly failed: number; readonly skipped: number } => {
  if (!existsSync(outputFile)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(outputFile, "utf8")) as Report;
  const unloaded = report.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length;
  const failed = report.numFailedTests + unloaded;
  // An error outside any test fails the run without failing a test.
  const outside = failed === 0 && ran.status !== 0 ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: failed + outside,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

const { passed, failed, skipped } = count();
rmSync(directory, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
