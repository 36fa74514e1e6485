/** cartulary session: who is logged in, and the end of it. */
import type { Command } from "commander";
import { ListQuery, SessionEndedAnswer, SessionRowAnswer } from "../../http/api/schemas.ts";
import { dryRunOption } from "./argument.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { listOptions, rowsOf } from "./rows.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, SessionRowAnswer, "/v1/sessions", ListQuery);
  context.out.table(
    items,
    ["id", "holder", "with", "since", "until"],
    items.map((s) => [
      s.id,
      s.holder,
      s.companions.map(({ holder }) => holder).join(" "),
      s.openedAt.slice(0, 16),
      s.idleUntil.slice(0, 16),
    ]),
  );
};

const end = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const ended = await api(context, SessionEndedAnswer, `/v1/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });
  context.out.result(ended, [`the session ${ended.id} has ended`]);
};

export const addSession = (program: Command): void => {
  const session = program.command("session").description("who is logged in to the API, and the end of it");
  listOptions(session.command("list"), ListQuery)
    .description("list your sessions; with the right sessions.read all of them")
    .action((_options, command: Command) => list(command));
  session
    .command("end <id>")
    .description("end a session: one of yours, or with the right sessions.end any")
    .addOption(dryRunOption())
    .action((id: string, _options, command: Command) => end(id, command));
};
