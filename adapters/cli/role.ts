/** cartulary role, cartulary person: who has which rights, whose account is whose, and proposals to change it. */
import type { Command } from "commander";
import { ListQuery, PersonAnswer, RoleAnswer } from "../../http/api/schemas.ts";
import { count, many } from "./argument.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { listOptions, rowsOf } from "./rows.ts";

const OTHERS = "the quorum, without those who gain by it";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, RoleAnswer, "/v1/roles", ListQuery);
  context.out.table(
    items,
    ["id", "logins", "rights", "assigned to"],
    items.map((r) => [r.id, `${r.logins}`, `${r.rights.length}`, r.assignedTo.join(" ")]),
  );
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const role = await api(context, RoleAnswer, `/v1/roles/${encodeURIComponent(id)}`);
  context.out.result(role, [
    `role       ${role.id}${role.isBuiltIn ? ", as every ledger has it" : ""}`,
    ...role.rights.map((right) => `right      ${right}`),
    `logins     ${role.logins}`,
    `assigned   ${role.assignedTo.join(", ") || "to nobody"}`,
  ]);
};

type DefineOptions = { readonly right: readonly string[]; readonly logins: number };

const define = (id: string, command: Command): Promise<void> => {
  const { right, logins } = command.opts<DefineOptions>();
  return propose(command, wishOf({ type: "DefineRole", role: { id, rights: [...right], logins } }), OTHERS);
};

const people = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, PersonAnswer, "/v1/persons", ListQuery);
  context.out.table(
    items,
    ["person", "accounts"],
    items.map((p) => [p.id, p.accounts.join(" ")]),
  );
};

export const addRole = (program: Command): void => {
  const role = program.command("role").description("roles and their rights, and proposals to define and assign them");
  listOptions(role.command("list"), ListQuery)
    .description("list roles: those that every ledger has, and your own")
    .action((_options, command: Command) => list(command));
  role
    .command("show <id>")
    .description("show the rights of a role, and who is in it")
    .action((id: string, _options, command: Command) => show(id, command));
  proposing(role.command("define <id>"))
    .description("propose a role, or one of yours anew")
    .requiredOption("--right <right>", "a right that it gives (repeat; docs/roles.md has them all)", many)
    .option("--logins <n>", "how many people must have logged in together before it acts", count, 1)
    .action((id: string, _options, command: Command) => define(id, command));
  proposing(role.command("assign <actor> [role...]"))
    .description(
      "propose all the roles that officer:ID, operator:NAME or service:NAME has from then on; with none, no right",
    )
    .action((actor: string, roles: string[], _options, command: Command) =>
      propose(command, wishOf({ type: "AssignRoles", actor, roles }), OTHERS),
    );
  const person = program.command("person").description("whose account is whose, and proposals to say so");
  listOptions(person.command("list"), ListQuery)
    .description("list people with the accounts that were said to be theirs")
    .action((_options, command: Command) => people(command));
  proposing(person.command("name <actor> <person>"))
    .description(
      "propose that an account is a person's: all of theirs approve once, and never what one of them asked for",
    )
    .action((actor: string, name: string, _options, command: Command) =>
      propose(command, wishOf({ type: "NamePerson", actor, person: name }), "the quorum"),
    );
};
