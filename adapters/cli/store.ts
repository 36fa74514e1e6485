/** cartulary store: what an administrator does to the store itself, once. */
import type { Command } from "commander";
import { newStore, readServerConfig } from "../../http/config.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

const many = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

type PrepareOptions = { readonly writer: readonly string[]; readonly reader?: readonly string[] };

const prepare = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const { writer, reader = [] } = command.opts<PrepareOptions>();
  const store = process.env.CARTULARY_STORE === undefined ? readServerConfig(home).store : newStore();
  if (!store.startsWith("esdb"))
    throw new CliExit(
      EXIT.usage,
      "cli.store-needs-nothing",
      "only an EventStoreDB needs preparing: give esdb://… in CARTULARY_STORE",
    );
  const { prepareEventStoreDb } = await import("../eventstoredb/prepare.ts");
  const hasChanged = await prepareEventStoreDb(store, { writers: writer, readers: reader });
  out.result({ hasChanged, writers: writer, readers: reader }, [
    hasChanged ? "access is settled:" : "access was settled so already:",
    `  append and read: ${writer.join(", ")}`,
    `  read only:       ${reader.join(", ") || "nobody else"}`,
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
    .action((_options, command: Command) => prepare(command));
};
