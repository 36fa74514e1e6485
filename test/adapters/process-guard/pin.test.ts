import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { GuardFault } from "../../../adapters/process-guard/guard.ts";
import { PIN_VARIABLE, readPin } from "../../../adapters/process-guard/pin.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-pin-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => delete process.env[PIN_VARIABLE]);

const PIN = "pin-5d2f-secret";
let files = 0;
const file = (text: string, mode = 0o600): string => {
  const path = join(directory, `pin-${++files}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const fault = (code: GuardFault["code"]) => expect.objectContaining({ name: "GuardFault", code, retryable: false });

describe("from a file", () => {
  test.for([
    { name: "as it stands", text: PIN },
    { name: "without a line feed at its end", text: `${PIN}\n` },
    { name: "without a carriage return before that", text: `${PIN}\r\n` },
  ])("$name", async ({ text }) => {
    expect(await readPin({ file: file(text) })).toBe(PIN);
  });

  test.for([
    { name: "one line feed only is cut", text: "a\n\n", pin: "a\n" },
    { name: "blanks belong to it", text: " a b ", pin: " a b " },
    { name: "so does what is not ASCII", text: "pïn", pin: "pïn" },
  ])("$name", async ({ text, pin }) => {
    expect(await readPin({ file: file(text) })).toBe(pin);
  });

  test.for(["600", "400"])("of mode %s", async (mode) => {
    expect(await readPin({ file: file(PIN, Number.parseInt(mode, 8)) })).toBe(PIN);
  });

  test.for(["644", "640", "604", "660", "620", "601", "777"])("of mode %s is refused", async (mode) => {
    await expect(readPin({ file: file(PIN, Number.parseInt(mode, 8)) })).rejects.toEqual(fault("guard.pin-file"));
  });

  test.runIf(process.getuid?.() === 0)("of somebody else is refused", async () => {
    const path = file(PIN);
    chownSync(path, 12_345, 12_345);
    await expect(readPin({ file: path })).rejects.toEqual(fault("guard.pin-file"));
  });

  test("a link is judged by the file that it leads to", async () => {
    const [good, bad] = [join(directory, "good"), join(directory, "bad")];
    symlinkSync(file(PIN), good);
    symlinkSync(file(PIN, 0o644), bad);
    expect(await readPin({ file: good })).toBe(PIN);
    await expect(readPin({ file: bad })).rejects.toEqual(fault("guard.pin-file"));
  });

  test.for([
    { name: "that is not there", path: () => join(directory, "absent"), code: "guard.pin-file" },
    {
      name: "that is a directory",
      path: () => {
        mkdirSync(join(directory, "folder"), { mode: 0o700 });
        return join(directory, "folder");
      },
      code: "guard.pin-file",
    },
    { name: "that is empty", path: () => file(""), code: "guard.pin-source" },
    { name: "of an empty line", path: () => file("\n"), code: "guard.pin-source" },
  ] as const)("$name is a typed fault", async ({ path, code }) => {
    await expect(readPin({ file: path(), isTerminal: false })).rejects.toEqual(fault(code));
  });

  test("its fault does not show what was in it", async () => {
    const error: unknown = await readPin({ file: file(PIN, 0o644) }).catch((e: unknown) => e);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(PIN);
  });
});

describe("from the environment", () => {
  test("once: then it is gone, for us and for every child", async () => {
    process.env[PIN_VARIABLE] = PIN;
    expect(await readPin({})).toBe(PIN);
    expect(process.env).not.toHaveProperty(PIN_VARIABLE);
    expect(spawnSync("env", { encoding: "utf8" }).stdout).not.toContain(PIN);
    await expect(readPin({ isTerminal: false })).rejects.toEqual(fault("guard.pin-source"));
  });

  test("it is taken out also when it is of no use", async () => {
    process.env[PIN_VARIABLE] = "";
    await expect(readPin({ isTerminal: false })).rejects.toEqual(fault("guard.pin-source"));
    expect(process.env).not.toHaveProperty(PIN_VARIABLE);
  });

  test("it goes before the file, which is then not read", async () => {
    process.env[PIN_VARIABLE] = PIN;
    expect(await readPin({ file: join(directory, "absent") })).toBe(PIN);
  });
});

test("without any source there is no PIN", async () => {
  await expect(readPin({ isTerminal: false })).rejects.toEqual(fault("guard.pin-source"));
  await expect(readPin({ file: undefined, isTerminal: false })).rejects.toEqual(fault("guard.pin-source"));
});

describe.runIf(existsSync("/usr/bin/script"))("from a human", () => {
  /** Runs the prompt on a terminal of its own and types; gives what the terminal showed. */
  const typing = async (keys: string): Promise<string> => {
    const url = new URL("../../../adapters/process-guard/pin.ts", import.meta.url).href;
    const program = join(directory, `prompt-${++files}.mjs`);
    writeFileSync(
      program,
      `import { readPin } from ${JSON.stringify(url)};
       import { createHash } from "node:crypto";
       const said = await readPin({}).then((pin) => createHash("sha256").update(pin).digest("hex"), (e) => e.code);
       process.stdout.write("[" + said + "]");`,
    );
    const child = spawn("script", ["-qec", `${process.execPath} ${program}`, "/dev/null"], { stdio: "pipe" });
    let shown = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const isFirst = !shown.includes("PIN of the token: ");
      shown += chunk.toString();
      if (isFirst && shown.includes("PIN of the token: ")) setTimeout(() => child.stdin.write(keys), 100);
    });
    await once(child, "close");
    return shown;
  };

  test("what is typed is taken and never shown", async () => {
    const shown = await typing(`${PIN}\r`);
    const { createHash } = await import("node:crypto");
    expect(shown).toContain(`[${createHash("sha256").update(PIN).digest("hex")}]`);
    expect(shown).not.toContain(PIN);
    expect(shown).not.toContain(PIN.slice(0, 4));
  });

  test.for([
    { name: "nothing but a line", keys: "\r" },
    { name: "Ctrl-C", keys: "abc\u0003" },
    { name: "the end of input", keys: "\u0004" },
  ])("$name is no PIN", async ({ keys }) => {
    expect(await typing(keys)).toContain("[guard.pin-source]");
  });
});
