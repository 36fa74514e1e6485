/** cartulary store: what an administrator does to the store itself, once. */

import type { Command } from "commander";
import { newStore, readServerConfig } from "../../http/config.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

type PrepareOptions = {
  readonly writer: readonly string[];
  readonly reader?: readonly string[];
  readonly replace?: true;
};

const prepare = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const { writer, reader = [], replace = false } = command.opts<PrepareOptions>();
  const store = process.env.CARTULARY_STORE === undefined ? readServerConfig(home).store : newStore();
  if (!store.startsWith("esdb"))
    throw new CliExit(
      EXIT.usage,
      "cli.store-needs-nothing",
      "only an EventStoreDB needs preparing: give esdb://… in CARTULARY_STORE",
    );
  const { prepareEventStoreDb } = await import("../eventstoredb/prepare.ts");
  const line = out.progress("settling access with the server");
  const prepared = await prepareEventStoreDb(store, { writers: writer, readers: reader }, replace).finally(line.end);
  if (prepared.is === "looser")
    throw new CliExit(
      EXIT.refused,
      "store.access-differs",
      `nothing was changed: the server's list lets through what a ledger cannot bear (${prepared.lists.join("; ")}). With --replace these lists take its place; name everybody then who is to go on using this server`,
    );
  const { hasChanged, access } = prepared;
  out.result({ hasChanged, ...access }, [
    hasChanged ? "access is settled:" : "access was settled so already:",
    `  append and read: ${access.writers.join(", ")}`,
    `  read only:       ${access.readers.join(", ") || "nobody else"}`,
    "  delete, hide, change access: administrators only; the server raises an alarm when one does",
  ]);
};

export const addStore = (program: Command): void => {
  const store = program.command("store").description("the store under the ledger");
  store
    .command("prepare")
    .description("settle who may do what in EventStoreDB; needs an administrator's credentials in CARTULARY_STORE")
    .requiredOption("--writer <user>", "user or group of the server (repeat)", many)
    .option("--reader <user>", "user or group that only reads: the signer, an auditor (repeat)", many)
    .option("--replace", "put these lists in place of what stands there, instead of adding to it")
    .action((_options, command: Command) => prepare(command));
};
