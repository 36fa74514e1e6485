/** The command line. Every command prints JSON with --json, and ends with a code of `exit.ts`. */
import { type Command, CommanderError } from "commander";
import { visibleLines } from "../../domain/kernel/visible-text.ts";
import { BlobFault } from "../../domain/ports/blob-store.ts";
import { ClockFault } from "../../domain/ports/clock.ts";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { VaultFault } from "../../domain/ports/vault.ts";
import { ConfigFault } from "../../http/config.ts";
import { ConnectionStringFault } from "../eventstoredb/connection-string.ts";
import { BlockedKeysFault } from "../files/blocked-keys.ts";
import { GuardFault } from "../process-guard/guard.ts";
import { TlsFault } from "../tls/material.ts";
import { COMMANDS } from "./commands.ts";
import { CliExit, EXIT, FoundExit, ToldExit } from "./exit.ts";
import { makeProgram } from "./program.ts";

/** Every way to fail, as a code for scripts and a sentence for people. Stacks are for defects in development only. */
const explain = (error: unknown): CliExit => {
  if (error instanceof CliExit) return error;
  if ([BlockedKeysFault, ConfigFault, ConnectionStringFault, TlsFault].some((f) => error instanceof f)) {
    const { code, message } = error as ConfigFault;
    return new CliExit(EXIT.usage, code, message);
  }
  if (error instanceof GuardFault) return new CliExit(EXIT.usage, error.code, GUARD[error.code]);
  if ([StoreFault, ClockFault, SignerFault, ModuleFault, VaultFault, BlobFault].some((f) => error instanceof f)) {
    const { code } = error as StoreFault;
    return new CliExit(EXIT.unavailable, code, `${code}: see "cartulary doctor"`);
  }
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code))
    return new CliExit(EXIT.unavailable, code, (error as Error).message);
  return new CliExit(EXIT.defect, "defect", `a defect of this program: ${(error as Error).name}`);
};

const GUARD: { readonly [C in GuardFault["code"]]: string } = {
  "guard.core-dumps": "core dumps are possible: start the signer through bin/cartulary, or with ulimit -c 0",
  "guard.inspector": "a debugger is open: the signer does not run under one",
  "guard.debug-signal": "a signal could open a debugger: start the signer through bin/cartulary",
  "guard.pin-source": "no PIN: give a PIN file, CARTULARY_PIN, or run it on a terminal",
  "guard.pin-file": "the PIN file must be readable by its owner only (0600)",
};

/** Adds the commands that the arguments ask for; all of them when that is help, or nothing that there is. */
const addCommands = async (program: Command): Promise<void> => {
  const [asked = ""] = makeProgram().parseOptions(process.argv.slice(2)).operands;
  // These two are about all of the others.
  const isWhole = asked === "completion" || asked === "man";
  const one = isWhole ? undefined : Object.entries(COMMANDS).find(([names]) => names.split(" ").includes(asked));
  for (const load of one === undefined ? Object.values(COMMANDS) : [one[1]]) (await load())(program);
};

const main = async (): Promise<number> => {
  const program = makeProgram();
  try {
    await addCommands(program);
    await program.parseAsync();
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof ToldExit) return error.exitCode;
    const ending = explain(error);
    const { exitCode, code, message } = ending;
    if (process.argv.includes("--json") && !(ending instanceof FoundExit))
      process.stdout.write(`${JSON.stringify({ error: code, message })}\n`);
    process.stderr.write(visibleLines(`cartulary: ${message}\n`));
    if (exitCode === EXIT.defect && process.env.CARTULARY_DEBUG !== undefined)
      process.stderr.write(`${(error as Error).stack}\n`);
    return exitCode;
  }
};

process.exitCode = await main();
