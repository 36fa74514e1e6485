/** Another program, asked about one file. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

/** What `command` says of the file with `content`, whose path ends the arguments. It must end well. */
export const said = (command: string, args: readonly string[], content: string | Uint8Array): string => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-oracles-"));
  try {
    const file = join(directory, "input");
    writeFileSync(file, content);
    const { stdout, stderr, status } = spawnSync(command, [...args, file], { encoding: "utf8", maxBuffer: 1 << 29 });
    expect({ command, status, stderr: status === 0 ? "" : stderr }).toEqual({ command, status: 0, stderr: "" });
    return stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
};
