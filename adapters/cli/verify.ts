/** cartulary verify: what an auditor does with a bundle or a receipt. No network, no server, no home directory. */
import { type Command, Option } from "commander";
import type { Verdict } from "../../domain/process/check/verdict.ts";
import { BundleFault } from "../bundle/read.ts";
import { verdictLines } from "../bundle/verdict-text.ts";
import { type Asked, AskedWrongly, verifyBundleAt, verifyReceiptAt } from "../bundle/verify.ts";
import { count, many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit } from "./exit.ts";

type Options = {
  readonly key: string;
  readonly witness?: readonly string[];
  readonly witnessQuorum?: number;
  readonly since?: string;
  readonly structure?: boolean;
  readonly statements?: boolean;
  readonly statuses?: string;
  readonly scratch?: string;
};

const run = (command: Command, work: (asked: Asked) => Verdict): void => {
  const { out } = contextOf(command);
  const { key, witness, witnessQuorum, since, structure, statements, statuses, scratch } = command.opts<Options>();
  const line = out.progress("verifying");
  let verdict: Verdict;
  try {
    verdict = work({
      key,
      ...(witness !== undefined && { witnesses: witness }),
      quorum: witnessQuorum,
      since,
      isStructureOnly: structure ?? false,
      statements: statements ?? false,
      statuses,
      scratch,
      onProgress: line.at,
    });
  } catch (fault) {
    if (fault instanceof AskedWrongly) throw new CliExit(EXIT.usage, "verify.asked-wrongly", fault.message);
    if (fault instanceof BundleFault) throw new CliExit(EXIT.found, fault.code, fault.message);
    throw fault;
  } finally {
    line.end();
  }
  out.result(verdict, verdictLines(verdict, key));
  if (!verdict.isSound) throw new FoundExit("verify.not-sound", "it is not sound");
};

const trusting = (command: Command): Command =>
  command
    .requiredOption("--key <vkey>", "the sealer's verifier key, which you have from the officers; or a file with it")
    .option("--witness <vkey>", "a witness that must have seen the checkpoint; may be given more than once", many)
    .addOption(new Option("--witness-quorum <m>", "so many of the witnesses are enough").argParser(count));

export const addVerify = (program: Command): void => {
  const verify = program.command("verify").description("verify offline, believing one key and nothing else");
  trusting(
    verify
      .command("bundle <directory>")
      .description('verify what "cartulary ledger export" wrote: bytes, order, signatures, approvals, lists'),
  )
    .option("--since <file>", "a checkpoint that you kept: the ledger must continue it")
    .option("--structure", "only what bytes show: order, hashes, chains, seals")
    .option("--statements", "look at each officer's statement by itself too, and count them")
    .option("--statuses <file>", "write each certificate's status there")
    .option("--scratch <directory>", "where there is room for what does not fit into memory")
    .action((directory: string, _options, command: Command) =>
      run(command, (asked) => verifyBundleAt(directory, asked)),
    );
  trusting(
    verify.command("receipt <file>").description("verify that one certificate stands in the ledger, and why it may"),
  ).action((file: string, _options, command: Command) => run(command, (asked) => verifyReceiptAt(file, asked)));
};
