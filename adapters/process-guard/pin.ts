/** Where the PIN comes from: a file of ours, the environment, or a human. Never an argument: those are world-readable. */
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { GuardFault } from "./guard.ts";

export const PIN_VARIABLE = "CARTULARY_PIN";

const fromFile = (path: string): string => {
  let file: number | undefined;
  try {
    // What is looked at and what is read must be the same file, so that both go through one descriptor.
    file = openSync(path, "r");
    const stats = fstatSync(file);
    if (!stats.isFile() || (stats.mode & 0o077) !== 0 || stats.uid !== process.getuid?.())
      throw new GuardFault("guard.pin-file");
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    throw cause instanceof GuardFault ? cause : new GuardFault("guard.pin-file", { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

const fromPrompt = (): Promise<string> =>
  new Promise((resolve, reject) => {
    process.stderr.write("PIN of the token: ");
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true, historySize: 0 });
    // Ctrl-C or the end of input; after an answer it says nothing new.
    lines.once("close", () => reject(new GuardFault("guard.pin-source")));
    lines.question("", (answer) => {
      resolve(answer);
      lines.close();
      process.stderr.write("\n");
    });
  });

/**
 * The PIN from exactly one source: `CARTULARY_PIN` (taken out of the environment at once, so that no child inherits
 * it), else the file (0600 or 0400, ours), else a prompt on a terminal. Throws GuardFault.
 */
export const readPin = async (source: {
  readonly file?: string | undefined;
  readonly isTerminal?: boolean;
}): Promise<string> => {
  const variable = process.env[PIN_VARIABLE];
  delete process.env[PIN_VARIABLE];
  const isTerminal = source.isTerminal ?? process.stdin.isTTY === true;
  const pin =
    variable ?? (source.file === undefined ? (isTerminal ? await fromPrompt() : undefined) : fromFile(source.file));
  if (pin === undefined || pin.length === 0) throw new GuardFault("guard.pin-source");
  return pin;
};
