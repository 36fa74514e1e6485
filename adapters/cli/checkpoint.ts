/** cartulary ledger checkpoint: the head of the sealed ledger, as the server shows it. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { CheckpointAnswer } from "../../http/api/ledger-schemas.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";

const show = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { out } = command.opts<{ out?: string }>();
  const told = await api(context, CheckpointAnswer, "/v1/ledger/checkpoint");
  if (out !== undefined) writeFileSync(out, told.note);
  const seen = told.witnesses.length === 0 ? "no witness" : told.witnesses.join(", ");
  context.out.result(told, [
    `origin     ${told.origin}`,
    `sealed     ${told.size} of ${told.events} events`,
    `root       ${told.root}`,
    `seen by    ${seen}; ${told.quorum} needed`,
    "key        to pin; compare it with what the officers wrote down:",
    `  ${told.key}`,
    ...(out === undefined ? [] : [`written to ${out}: keep it, the next audit begins there`]),
  ]);
};

export const addCheckpoint = (ledger: Command): void => {
  ledger
    .command("checkpoint")
    .description("show the newest checkpoint of the sealed ledger, and the key that an auditor pins")
    .option("--out <file>", "write the checkpoint here, with the signatures of witnesses")
    .action((_options, command: Command) => show(command));
};
