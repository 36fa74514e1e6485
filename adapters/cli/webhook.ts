/** cartulary webhook: where events are sent, and what could not be delivered. */
import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { utf8 } from "../../domain/kernel/bytes.ts";
import {
  AttemptAnswer,
  DeadLetterAnswer,
  NewWebhookAnswer,
  pageOf,
  WebhookAnswer,
  WebhookChangedAnswer,
} from "../../http/api/schemas.ts";
import { writeFileDurably } from "../atomic-file.ts";
import { requestId } from "./argument.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit } from "./exit.ts";
import { listOptions, rowsOf } from "./rows.ts";

const attemptText = ({ outcome, status }: AttemptAnswer): string =>
  status === null ? outcome : `${outcome} (${status})`;

/** `request,certificate` → both. */
const values = (text: string, before: readonly string[] = []): readonly string[] => [...before, ...text.split(",")];

const filterText = ({ filter }: WebhookAnswer): string => {
  const parts = Object.entries(filter).filter(([, wanted]) => wanted.length > 0);
  return parts.length === 0 ? "everything" : parts.map(([name, wanted]) => `${name} ${wanted.join(" ")}`).join("; ");
};

const add = async (url: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { type, stream, actor, secretFile, idempotencyKey } = command.opts<{
    type?: readonly string[];
    stream?: readonly string[];
    actor?: readonly string[];
    secretFile?: string;
    idempotencyKey?: string;
  }>();
  if (secretFile !== undefined && existsSync(secretFile))
    throw new CliExit(EXIT.usage, "cli.file-exists", `${secretFile} exists: give another file`);
  const body = { url, filter: { types: type ?? [], streams: stream ?? [], actors: actor ?? [] } };
  const made = await api(context, NewWebhookAnswer, "/v1/webhooks", {
    body,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  if (secretFile === undefined)
    return context.out.result(made, [
      `webhook  ${made.id}`,
      `secret   ${made.secret}`,
      "         shown once: give it to the receiver now",
    ]);
  writeFileDurably(secretFile, utf8(`${made.secret}\n`));
  const { secret: _, ...shown } = made;
  context.out.result({ ...shown, secretFile }, [`webhook  ${made.id}`, `secret   written to ${secretFile}`]);
};

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { items } = await api(context, pageOf(WebhookAnswer), "/v1/webhooks");
  const rows = items.map((w) => [w.id, w.state, w.url, filterText(w), String(w.deadLetters)]);
  context.out.table(items, ["id", "state", "address", "gets", "dead letters"], rows);
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const w = await api(context, WebhookAnswer, `/v1/webhooks/${id}`);
  const trouble =
    w.trouble === null
      ? "none"
      : `${attemptText(w.trouble)} at ${w.trouble.position}, after ${w.trouble.attempts} attempts`;
  context.out.result(w, [
    `webhook       ${w.id}`,
    `state         ${w.state}`,
    `address       ${w.url}`,
    `gets          ${filterText(w)}`,
    `registered    ${w.registeredAt.slice(0, 19)} by ${w.registeredBy}`,
    `came to       ${w.delivered ?? "nothing yet"}`,
    `dead letters  ${w.deadLetters}`,
    `trouble       ${trouble}`,
  ]);
};

/** An attempt that did not deliver ends with the code of what was found wrong. */
const attempt = async (path: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const tried = await api(context, AttemptAnswer, path, { method: "POST" });
  context.out.result(tried, [attemptText(tried)]);
  if (tried.outcome !== "delivered") throw new FoundExit("webhook.undelivered", "the message was not delivered");
};

const letters = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, DeadLetterAnswer, `/v1/webhooks/${id}/dead-letters`);
  const rows = items.map((l) => [l.position, l.type, l.at.slice(0, 19), String(l.attempts), attemptText(l)]);
  context.out.table(items, ["position", "type", "last tried", "attempts", "outcome"], rows);
};

const remove = async (path: string, done: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const changed = await api(context, WebhookChangedAnswer, path, { method: "DELETE" });
  context.out.result(changed, [done]);
};

const position = (text: string): string => {
  if (!/^[0-9a-f]{16,32}$/.test(text)) throw new InvalidArgumentError("Expected a position, 16 or 32 hex digits.");
  return text;
};

export const addWebhook = (program: Command): void => {
  const webhook = program.command("webhook").description("addresses to which events are sent (docs/events.md)");
  const one = (name: string, description: string): Command =>
    webhook.command(name).description(description).argument("<id>", "which webhook", requestId);
  const letter = (name: string, description: string): Command =>
    one(name, description).argument("<position>", "which dead letter", position);
  webhook
    .command("add <url>")
    .description("register an address: https://, or http:// to the server's own machine; shows the secret once")
    .option("--type <types>", "only these types of events, with commas between", values)
    .option("--stream <streams>", "only these streams, or categories of streams", values)
    .option("--actor <actors>", "only what these did", values)
    .option("--secret-file <file>", "write the secret here, 0600, and do not show it")
    .option("--idempotency-key <key>", "the same key makes a repeated registration the same webhook")
    .action((url: string, _options, command: Command) => add(url, command));
  webhook
    .command("list")
    .description("list webhooks")
    .action((_options, command: Command) => list(command));
  one("show", "show a webhook, and what is in its way").action((id: string, _options, command: Command) =>
    show(id, command),
  );
  one("ping", "send one signed message that is no event's").action((id: string, _options, command: Command) =>
    attempt(`/v1/webhooks/${id}/ping`, command),
  );
  one("remove", "send nothing more, and destroy the secret").action((id: string, _options, command: Command) =>
    remove(`/v1/webhooks/${id}`, "removed", command),
  );
  listOptions(one("letters", "list what could not be delivered")).action((id: string, _options, command: Command) =>
    letters(id, command),
  );
  letter("retry", "send a dead letter once more").action((id: string, at: string, _options, command: Command) =>
    attempt(`/v1/webhooks/${id}/dead-letters/${at}/retry`, command),
  );
  letter("discard", "give a dead letter up for good").action((id: string, at: string, _options, command: Command) =>
    remove(`/v1/webhooks/${id}/dead-letters/${at}`, "discarded", command),
  );
};
