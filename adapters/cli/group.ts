/** cartulary group: which authorities are whose, and proposals to change it. */
import type { Command } from "commander";
import { GroupAnswer, ListQuery } from "../../http/api/schemas.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { listOptions, rowsOf } from "./rows.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, GroupAnswer, "/v1/groups", ListQuery);
  context.out.table(
    items,
    ["id", "members", "authorities"],
    items.map((g) => [g.id, g.members.join(" "), g.authorities.join(" ")]),
  );
};

type DefineOptions = { readonly member?: readonly string[]; readonly authority?: readonly string[] };

const define = (id: string, command: Command): Promise<void> => {
  const { member = [], authority = [] } = command.opts<DefineOptions>();
  const wish = wishOf({ type: "DefineGroup", group: { id, members: [...member], authorities: [...authority] } });
  return propose(command, wish, "the quorum, without those who are let in by it");
};

export const addGroup = (program: Command): void => {
  const group = program
    .command("group")
    .description("groups to which authorities belong, and proposals to define them");
  listOptions(group.command("list"), ListQuery)
    .description("list groups: their members and what is theirs")
    .action((_options, command: Command) => list(command));
  proposing(group.command("define <id>"))
    .description("propose all of a group from then on: who is in it, and which authorities are its members' alone")
    .option("--member <actor>", "officer:ID, operator:NAME or service:NAME (repeat)", many)
    .option("--authority <id>", "an authority that belongs to it (repeat)", many)
    .action((id: string, _options, command: Command) => define(id, command));
};
