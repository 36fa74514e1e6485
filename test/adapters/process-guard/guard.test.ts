import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const guard = new URL("../../../adapters/process-guard/guard.ts", import.meta.url).href;
const directory = mkdtempSync(join(tmpdir(), "cartulary-guard-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A process started through a shell, because limits are the launcher's to set. Tells what the guard said of it. */
const launch = (options: {
  readonly core?: string;
  readonly flags?: readonly string[];
  readonly nodeOptions?: string;
  readonly before?: string;
  readonly after?: string;
}): string => {
  const script = `
    const { assertHardened } = await import(${JSON.stringify(guard)});
    ${options.before ?? ""}
    try {
      assertHardened();
      process.stdout.write("hardened");
    } catch (fault) {
      process.stdout.write(fault.name + " " + fault.code + " " + fault.retryable);
    }
    ${options.after ?? ""}
    process.exit();`;
  const flags = (options.flags ?? ["--disable-sigusr1"]).join(" ");
  const command = `ulimit -S -c ${options.core ?? "0"}; exec "$0" ${flags} --input-type=module -e "$1"`;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = spawnSync("sh", ["-c", command, process.execPath, script], {
    env: options.nodeOptions === undefined ? env : { ...env, NODE_OPTIONS: options.nodeOptions },
    encoding: "utf8",
  });
  return stdout;
};

/** Core files can only be tried where the hard limit lets them be. */
const mayDump = spawnSync("sh", ["-c", "ulimit -H -c"], { encoding: "utf8" }).stdout.trim() === "unlimited";

describe("a process may hold a PIN", () => {
  test.for([
    { name: "when its launcher did its part", options: {} },
    { name: "with other flags beside", options: { flags: ["--disable-sigusr1", "--max-old-space-size=512"] } },
    { name: "with harmless NODE_OPTIONS", options: { nodeOptions: "--max-old-space-size=512" } },
  ])("$name", ({ options }) => {
    expect(launch(options)).toBe("hardened");
  });

  test("and then makes files for itself alone", () => {
    const path = join(directory, "made");
    const after = `process.getBuiltinModule("fs").writeFileSync(${JSON.stringify(path)}, "x");`;
    expect(launch({ before: "process.umask(0o022);", after })).toBe("hardened");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe("a process may not hold a PIN", () => {
  test.runIf(mayDump).for(["unlimited", "1"])("when it may dump %s of its memory", (core) => {
    expect(launch({ core })).toBe("GuardFault guard.core-dumps false");
  });

  test.for([
    { name: "--inspect", options: { flags: ["--disable-sigusr1", "--inspect=0"] } },
    { name: "--inspect-port", options: { flags: ["--disable-sigusr1", "--inspect-port=0"] } },
    { name: "--inspect in NODE_OPTIONS", options: { nodeOptions: "--inspect=0" } },
    {
      name: "an inspector opened later",
      options: { before: `process.getBuiltinModule("inspector").open(0, "127.0.0.1");` },
    },
  ])("with an inspector: $name", ({ options }) => {
    expect(launch(options)).toBe("GuardFault guard.inspector false");
  });

  test.for([
    { name: "no flag", options: { flags: [] } },
    {
      name: "the flag in NODE_OPTIONS only, which a child could not be held to",
      options: { flags: [], nodeOptions: "--disable-sigusr1" },
    },
  ])("that a signal can open to a debugger: $name", ({ options }) => {
    expect(launch(options)).toBe("GuardFault guard.debug-signal false");
  });

  test("the flag does what it is for: the signal opens no inspector", () => {
    const before = `
      process.on("SIGUSR1", () => undefined);
      process.kill(process.pid, "SIGUSR1");
      await new Promise((resolve) => setTimeout(resolve, 200));`;
    expect(launch({ before })).toBe("hardened");
  });
});
