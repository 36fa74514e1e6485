/** cartulary key: the keys of the module, what each is for and where it lives. */
import type { Command } from "commander";
import { KeyAnswer, KeysQuery } from "../../http/api/schemas.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { fieldLines } from "./output.ts";
import { listOptions, rowsOf } from "./rows.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, KeyAnswer, "/v1/keys", KeysQuery);
  const rows = items.map((k) => [k.id, k.purpose, k.authority ?? "", k.algorithm, k.state, k.module?.tokenLabel ?? ""]);
  context.out.table(items, ["key", "for", "authority", "kind", "state", "token"], rows);
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const key = await api(context, KeyAnswer, `/v1/keys/${encodeURIComponent(id)}`);
  context.out.result(key, fieldLines(key));
};

export const addKey = (program: Command): void => {
  const key = program
    .command("key")
    .description(
      "keys of authorities and responders; each is made with what it is for: authority create, authority responder",
    );
  listOptions(key.command("list").description("list keys in the order in which they were planned"), KeysQuery).action(
    (_options, command: Command) => list(command),
  );
  key
    .command("show")
    .argument("<id>", 'as "cartulary key list" prints it')
    .description("show one key: kind, purpose, state, token, and its public half")
    .action((id: string, _options, command: Command) => show(id, command));
};
