/** cartulary witness: who cosigns the ledger's checkpoints (docs/witness.md). */
import { type Command, InvalidArgumentError } from "commander";
import { GovernanceAnswer } from "../../http/api/schemas.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readJsonFile } from "./proposal-file.ts";
import { addWitnessRun } from "./witness-run.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { witnessing } = await api(context, GovernanceAnswer, "/v1/governance");
  const { witnesses, quorum, gate } = witnessing;
  context.out.note(
    `${quorum} of ${witnesses.length} make a checkpoint count; the signer ${gate ? "asks" : "does not ask"} for it`,
  );
  context.out.table(
    witnessing,
    ["witness", "asked at", "key"],
    witnesses.map(({ vkey, url }) => [vkey.split("+")[0] ?? "", url, vkey]),
  );
};

type Named = { readonly vkey: string; readonly url: string };

/** `VKEY=URL`. Neither the name nor the key of a witness is likely to hold a `=`; the key ends the first part. */
const named = (text: string, before: readonly Named[] = []): readonly Named[] => {
  const [, vkey, url] = /^(.+?\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44})=(.+)$/.exec(text) ?? [];
  if (vkey === undefined || url === undefined)
    throw new InvalidArgumentError("Expected the witness's verifier key, =, and its address.");
  return [...before, { vkey, url }];
};

const number = (text: string): number => {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError("Expected a number.");
  return Number(text);
};

type Appointing = { readonly witness?: readonly Named[]; readonly quorum?: number; readonly gate: boolean };

const appoint = (file: string | undefined, command: Command): Promise<void> => {
  const { witness, quorum = 0, gate } = command.opts<Appointing>();
  if (file !== undefined && witness !== undefined)
    throw new CliExit(EXIT.usage, "cli.two-ways", "give a file, or the witnesses, not both");
  const all = file === undefined ? { witnesses: [...(witness ?? [])], quorum, gate } : readJsonFile(file);
  const wish = wishOf({ ...(all as object), type: "AppointWitnesses" });
  return propose(command, wish, "the officers that witness.appoint needs");
};

export const addWitness = (program: Command): void => {
  const witness = program.command("witness").description("who cosigns the ledger's checkpoints, and a witness to run");
  witness
    .command("list")
    .description("list the ledger's witnesses; with --json what appoint takes")
    .action((_options, command: Command) => list(command));
  proposing(witness.command("appoint"))
    .argument("[file]", "all witnesses from then on, JSON; without it the options say them")
    .description("propose all witnesses from then on; none without options")
    .option("--witness <vkey=url>", "a witness's verifier key and its address (repeat)", named)
    .option("--quorum <n>", "how many of them make a checkpoint count as witnessed (default 0)", number)
    .option("--gate", "have the signer sign only under a witnessed checkpoint", false)
    .action((file: string | undefined, _options, command: Command) => appoint(file, command));
  addWitnessRun(witness);
};
