/** cartulary ledger gap, accept-gap: what was lost by a restore, and how officers go on (docs/restore.md). */
import type { Command } from "commander";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { findGap, type Gap } from "../../domain/process/gap/find-gap.ts";
import { type Lost, lostCertificates, type Seen } from "../../domain/process/gap/lost-certificates.ts";
import { governanceReader } from "../../domain/process/governance-reader.ts";
import { many } from "./argument.ts";
import { type CliContext, contextOf } from "./context.ts";
import { FoundExit, orExit } from "./exit.ts";
import { dersIn, treeOfNote, treeOfSigner, treesOfWitnesses } from "./gap-sources.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readJsonFile } from "./proposal-file.ts";

type WithStore = <T>(context: CliContext, work: (store: EventStore) => Promise<T>) => Promise<T>;

type Asked = {
  readonly checkpoint?: readonly string[];
  readonly vkey?: readonly string[];
  readonly certificates?: readonly string[];
  readonly witnesses: boolean;
  readonly signer: boolean;
};

const seenLines = (label: string, all: readonly Seen[]): readonly string[] =>
  all.map(({ issuer, serial }) => `${label} ${issuer}/${serial}`);

const gapLines = ({ known, kept, by, size, keptUntil, seenAt }: Gap): readonly string[] => [
  `known      ${known.size} events, ${known.root === null ? "of a root that nobody told" : `root ${known.root}`}, by ${by}`,
  `           ${known.origin}`,
  `kept       ${kept.size} events, root ${kept.root}: the last seal that is there`,
  `lost       what stood at ${kept.size} to ${known.size - 1}: up to ${known.size - kept.size} events,`,
  `           written after ${keptUntil}${seenAt === null ? "" : ` and before ${seenAt}`}`,
  `there now  ${size} events: the ${size - kept.size} behind what is kept may be among the lost, or others`,
];

const lostLines = ({ certificates, revocations, known, foreign }: Lost): readonly string[] => [
  `looked at  ${known} that the ledger knows, ${foreign} that no authority of it signed`,
  ...seenLines("missing    the certificate", certificates),
  ...seenLines("missing    the revocation of", revocations),
];

const report = (command: Command, withStore: WithStore): Promise<void> => {
  const context = contextOf(command);
  const { checkpoint = [], vkey = [], certificates = [], witnesses, signer } = command.opts<Asked>();
  const { note } = context.out;
  return withStore(context, async (store) => {
    const { governance } = orExit(await governanceReader(store, { isProven: true })());
    const known = [
      ...(await Promise.all(checkpoint.map((file) => treeOfNote(store, governance, file, vkey)))),
      ...(signer ? await treeOfSigner(context, note) : []),
      ...(witnesses ? await treesOfWitnesses(store, governance, note) : []),
    ];
    const gap = orExit(await findGap(store, governance, known));
    const lost = certificates.length === 0 ? undefined : await lostCertificates(store, certificates.flatMap(dersIn));
    const found = gap === null ? ["nothing that was asked knows more than this ledger has"] : gapLines(gap);
    context.out.result({ ...gap, ...(lost && { lost }) }, [...found, ...(lost === undefined ? [] : lostLines(lost))]);
    const isMissing = lost !== undefined && lost.certificates.length + lost.revocations.length > 0;
    if (gap !== null || isMissing) throw new FoundExit("ledger.gap", "a part of the ledger is lost");
  });
};

const accept = (file: string, command: Command): Promise<void> => {
  const { reason } = command.opts<{ reason: string }>();
  const { known, kept } = Object(readJsonFile(file)) as Readonly<Record<string, unknown>>;
  const wish = wishOf({ type: "AcceptGap", known, kept, reason });
  return propose(command, wish, "the officers that ledger.accept-gap needs");
};

export const addGap = (ledger: Command, withStore: WithStore): void => {
  ledger
    .command("gap")
    .description("after a restore: what somebody outside knows that the ledger has no more")
    .option("--checkpoint <file>", "a checkpoint that somebody kept, or a receipt with one (repeat)", many)
    .option("--vkey <vkey>", "the key that signed it, where the ledger does not know it any more (repeat)", many)
    .option("--certificates <file>", "certificates and CRLs to look for, PEM or DER (repeat)", many)
    .option("--no-signer", "do not ask the signer what it remembers")
    .option("--no-witnesses", "do not ask the witnesses")
    .action((_options, command: Command) => report(command, withStore));
  proposing(ledger.command("accept-gap"))
    .argument("<file>", "which gap: what ledger gap --json printed")
    .description("propose to accept that a part of the ledger is lost; checkpoints have a new origin then")
    .requiredOption("--reason <text>", "what happened, for whoever audits it")
    .action((file: string, _options, command: Command) => accept(file, command));
};
