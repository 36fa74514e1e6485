/** cartulary witness init, run: a witness for somebody else's ledger. It needs neither a ledger nor a home (docs/witness.md). */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { formatVerifierKey, isNoteName, type NoteKey, parseVerifierKey } from "../../domain/transparency/note.ts";
import { openLog } from "../log/log.ts";
import { makeWitnessKey, readWitnessKey } from "../witness-state/key.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { untilStopped } from "./until-stopped.ts";

const DIRECTORY = ["--directory <directory>", "where its key and what it knows lie", "witness"] as const;

type Placed = { readonly directory: string };

const witnessName = (text: string): string => {
  if (!isNoteName(text) || !/^[\x21-\x7e]+$/.test(text))
    throw new InvalidArgumentError("Expected a name without spaces and +, such as witness.example/w1.");
  return text;
};

const init = (name: string, command: Command): void => {
  const { out } = contextOf(command);
  const directory = resolve(command.opts<Placed>().directory);
  const made = makeWitnessKey(directory, name, new Uint8Array(randomBytes(32)));
  if (made === undefined) throw new CliExit(EXIT.usage, "cli.file-exists", `${directory} has a witness's key already`);
  const vkey = formatVerifierKey(made.key);
  out.result({ directory, vkey }, [
    `key        ${vkey}`,
    `           its private half is in ${directory}, and nowhere else`,
    `next: cartulary witness run --directory ${directory} --origin-key VKEY`,
  ]);
};

type Address = { readonly host: string; readonly port: number };

const address = (text: string): Address => {
  const [, v6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) > 65_535)
    throw new InvalidArgumentError("Expected HOST:PORT, such as 127.0.0.1:7380 or [::1]:7380.");
  return { host, port: Number(port) };
};

const logKey = (text: string): NoteKey => {
  const key = parseVerifierKey(text);
  if (key === undefined || key.kind === "cosignature")
    throw new CliExit(EXIT.usage, "cli.no-log-key", "an --origin-key is a log's verifier key, name+id+key");
  return key;
};

/** One on a line; what follows a # is for people. */
const linesOf = (path: string): readonly string[] => {
  if (!existsSync(path)) throw new CliExit(EXIT.usage, "cli.no-file", `${path} is missing`);
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.map((line) => line.replace(/#.*/, "").trim()).filter((line) => line !== "");
};

type Running = Placed & {
  readonly listen: Address;
  readonly originKey?: readonly string[];
  readonly originKeys?: string;
};

const run = async (command: Command): Promise<void> => {
  const { directory: given, listen, originKey = [], originKeys } = command.opts<Running>();
  const directory = resolve(given);
  const key = readWitnessKey(directory);
  if (key === undefined)
    throw new CliExit(
      EXIT.usage,
      "cli.no-witness",
      `no witness's key is in ${directory}: cartulary witness init makes one`,
    );
  const logs = [...originKey, ...(originKeys === undefined ? [] : linesOf(originKeys))].map(logKey);
  if (logs.length === 0) throw new CliExit(EXIT.usage, "cli.no-log-key", "give the key of a log: --origin-key VKEY");
  const log = openLog("witness");
  const { runWitness } = await import("../../http/compose-witness.ts");
  const running = await runWitness({
    directory,
    key,
    logs,
    ...listen,
    onFault: (error) => log.error({ error: (error as Error).name }, "an answer could not be given"),
    onFork: (note) => log.error({ note }, "a log has signed two trees of one size: keep this, it is the proof"),
  });
  log.info(
    { url: running.url, witness: formatVerifierKey(key.key), logs: logs.map((l) => l.name) },
    "the witness listens",
  );
  await untilStopped(() => running.drain(5_000));
};

const LISTEN = new Option("--listen <host:port>", "where it is asked; HTTPS is a proxy's matter")
  .argParser(address)
  .default({ host: "127.0.0.1", port: 7380 } satisfies Address, "127.0.0.1:7380");

export const addWitnessRun = (witness: Command): void => {
  witness
    .command("init")
    .argument("<name>", "what cosignatures bear, such as witness.example/w1", witnessName)
    .description("make a witness's key, and print its public half; for a machine that is not the ledger's")
    .option(...DIRECTORY)
    .action((name: string, _options, command: Command) => init(name, command));
  witness
    .command("run")
    .description("run a witness: it remembers the last checkpoint of each log, and cosigns what grew out of it")
    .option(...DIRECTORY)
    .addOption(LISTEN)
    .option("--origin-key <vkey>", "the verifier key of a log that it witnesses (repeat)", many)
    .option("--origin-keys <file>", "a file of them, one on a line")
    .action((_options, command: Command) => run(command));
};
