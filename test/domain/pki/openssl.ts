/** The `openssl` command as an oracle: it shares no code with what is tested. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Outcome = { readonly status: number; readonly output: string };

/** Runs openssl; `input` is its standard input. Output is both of its streams. */
export const tryOpenssl = (args: readonly string[], input: Uint8Array | string = ""): Outcome => {
  const { status, stdout, stderr, error } = spawnSync("openssl", args, { input, encoding: "buffer" });
  if (error) throw error;
  return { status: status ?? -1, output: `${stdout.toString("utf8")}${stderr.toString("utf8")}` };
};

/** As `tryOpenssl`, for runs that must succeed. */
export const openssl = (args: readonly string[], input: Uint8Array | string = ""): string => {
  const { status, output } = tryOpenssl(args, input);
  if (status !== 0) throw new Error(`openssl ${args.join(" ")} failed: ${output}`);
  return output;
};

/** Writes the files into a new folder and gives their paths to `use`; the folder is gone afterwards. */
export const withFiles = <K extends string, T>(
  files: Readonly<Record<K, Uint8Array | string>>,
  use: (path: Readonly<Record<K, string>>) => T,
): T => {
  const folder = mkdtempSync(join(tmpdir(), "pki-test-"));
  try {
    const names = Object.keys(files) as K[];
    for (const name of names) writeFileSync(join(folder, name), files[name]);
    return use(Object.fromEntries(names.map((n) => [n, join(folder, n)])) as Record<K, string>);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
