/** cartulary ledger accept-gap: what officers sign after a restore (docs/restore.md). */
import type { Command } from "commander";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readJsonFile } from "./proposal-file.ts";

const accept = (file: string, command: Command): Promise<void> => {
  const { reason } = command.opts<{ reason: string }>();
  const { known, kept } = Object(readJsonFile(file)) as Readonly<Record<string, unknown>>;
  return propose(
    command,
    wishOf({ type: "AcceptGap", known, kept, reason }),
    "the officers that ledger.accept-gap needs",
  );
};

export const addGap = (ledger: Command): void => {
  proposing(ledger.command("accept-gap"))
    .argument("<file>", "which gap: JSON with known and kept")
    .description("propose to accept that a part of the ledger is lost; checkpoints have a new origin then")
    .requiredOption("--reason <text>", "what happened, for whoever audits it")
    .action((file: string, _options, command: Command) => accept(file, command));
};
