/** What `cartulary --help` tells a newcomer to do, done line by line, and nothing else. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { FIRST_STEPS } from "../../adapters/cli/first-steps.ts";
import { until } from "../support/server.ts";

const bin = fileURLToPath(new URL("../../bin", import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), "first-steps-"));
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
let server: ChildProcess | undefined;
afterAll(async () => {
  const ended = new Promise((resolve) => (server === undefined ? resolve(0) : server.once("exit", resolve)));
  server?.kill("SIGTERM");
  await ended;
  rmSync(cwd, { recursive: true, force: true });
});

const lines = FIRST_STEPS.replaceAll("\\\n", "")
  .split("\n")
  .filter((line) => line.startsWith("  "))
  .map((line) => line.trim());

const run = (line: string): string => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { cwd, env, encoding: "utf8" });
  expect([line, status, status === 0 ? "" : stderr]).toEqual([line, 0, ""]);
  return stdout;
};

test("the first steps of --help lead from nothing to a revoked certificate", { timeout: 300_000 }, async () => {
  expect(lines.length).toBeGreaterThan(20);
  let request = "";
  let place = "";
  const statuses: string[] = [];
  for (const line of lines) {
    if (line.endsWith("&")) {
      const [command = "", ...args] = line.replace(/ &$/, "").split(" ");
      server = spawn(join(bin, command), args, { cwd, env, stdio: "ignore" });
      await until("the server is ready", () => {
        const { stdout } = spawnSync(join(bin, "cartulary"), ["doctor"], { cwd, env, encoding: "utf8" });
        return /well {2}server +ready/.test(stdout) && /well {2}signer/.test(stdout) ? true : undefined;
      });
      continue;
    }
    // A test has no terminal to be asked on.
    const asked = line.startsWith("cartulary approve") ? `${line} --yes --yes-authority` : line;
    const said = run(asked.replace("REQUEST", request).replace("ISSUER/SERIAL", place));
    request = /cartulary approve ([0-9a-f]{32})/.exec(said)?.[1] ?? request;
    if (line.startsWith("cartulary approve")) place = /[0-9a-f]{32}\/[0-9a-f]+/.exec(said)?.[0] ?? place;
    const status = /^status +(\w+)$/m.exec(said)?.[1];
    if (line.startsWith("cartulary ocsp query")) statuses.push(status ?? said);
  }
  expect(statuses).toEqual(["good", "revoked"]);
});
