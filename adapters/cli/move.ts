/** cartulary ledger move: from one store to another, with every proof intact. */
import type { Command } from "commander";
import { moveLedger, type Progress } from "../../domain/process/move-ledger.ts";
import { openStore } from "../../http/compose.ts";
import { parseConnectionString, serverOf } from "../eventstoredb/connection-string.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import type { Output } from "./output.ts";

const EVERY_MS = 1_000;
const VERBS = { compared: "compared with what is there already", copied: "copied", verified: "read back and verified" };

/** A line on a terminal; a note now and again for a log. */
const progressTo = (out: Output): { readonly tell: Progress; readonly end: () => void } => {
  const line = out.progress("moving the ledger");
  let next = Date.now() + EVERY_MS;
  const tell: Progress = (step, done, total) => {
    if (line.isShown) return line.at(done, total, VERBS[step]);
    if (Date.now() < next && done !== total) return;
    next = Date.now() + EVERY_MS;
    out.note(`${done} of ${total} events ${VERBS[step]}`);
  };
  return { tell, end: line.end };
};

/** One process speaks to one EventStoreDB: the client that it uses keeps what two connections would share. */
const areTwoServers = (from: string, to: string): boolean =>
  [from, to].every((store) => store.startsWith("esdb")) &&
  serverOf(parseConnectionString(from)) !== serverOf(parseConnectionString(to));

const move = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const { from, to } = command.opts<{ from: string; to: string }>();
  if (from === to) throw new CliExit(EXIT.usage, "cli.same-store", "--from and --to are the same store");
  if (areTwoServers(from, to))
    throw new CliExit(
      EXIT.usage,
      "cli.two-servers",
      "one process speaks to one EventStoreDB, under one address and user: move to sqlite:FILE first, and from there on",
    );
  const source = await openStore(home, from, { readOnly: true });
  try {
    const target = await openStore(home, to);
    try {
      const { tell, end } = progressTo(out);
      const moved = await moveLedger(source, target, tell).finally(end);
      if (moved.is === "moved") {
        const { events, appended, digest } = moved;
        out.result({ events, appended, digest }, [
          `${events} events are the same in both stores, byte for byte (${appended} copied now)`,
          `digest over all of them: ${digest}`,
          `next: set "store" in cartulary.toml and signer/signer.json to the new store, then start the server`,
        ]);
        return;
      }
      const at = `${moved.at.stream}@${moved.at.revision}`;
      if (moved.is === "grew")
        throw new CliExit(
          EXIT.found,
          "ledger.move-grew",
          `the source was written to meanwhile (${at}): stop the server and move again`,
        );
      throw new CliExit(
        EXIT.found,
        "ledger.move-differs",
        `the target is not a copy of the source from ${at} on; nothing was changed there`,
      );
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};

export const addMove = (ledger: Command): void => {
  ledger
    .command("move")
    .description("copy the ledger to another store, byte for byte; safe to stop and run again; verified at the end")
    .requiredOption("--from <store>", "such as sqlite:ledger/ledger.sqlite")
    .requiredOption("--to <store>", "such as esdb://user:password@host:2113?tlsCaFile=ca.pem")
    .action((_options, command: Command) => move(command));
};
