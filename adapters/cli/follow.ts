/** cartulary ledger follow: events of the API as they happen, one a line, from where the stream broke off if it did. */
import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import * as v from "valibot";
import { visibleLines } from "../../domain/kernel/visible-text.ts";
import { AuditRowAnswer } from "../../http/api/schemas.ts";
import { apiStream } from "./client.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

type Message = { readonly id: string; readonly data: string };

/** Server-sent events, as the WHATWG HTML standard §9.2.6 has them; `id` is the last that was named. */
const messages = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const decoder = new TextDecoder();
  let buffer = "";
  let id = "";
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    buffer += decoder.decode(part, { stream: true });
    for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
      const lines = buffer.slice(0, end).split("\n");
      buffer = buffer.slice(end + 2);
      const values = (name: string): string[] =>
        lines.flatMap((l) => (l.startsWith(`${name}:`) ? [l.slice(name.length + 1).replace(/^ /, "")] : []));
      id = values("id").at(-1) ?? id;
      yield { id, data: values("data").join("\n") };
    }
    if (buffer.length > MAX_MESSAGE)
      throw new CliExit(EXIT.unavailable, "cli.answer-unreadable", "what the server sends is no stream of events");
  }
};

/** More than any row is. */
const MAX_MESSAGE = 1 << 20;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;

type FollowOptions = {
  readonly type?: string;
  readonly stream?: string;
  readonly actor?: string;
  readonly after?: string;
  readonly fromStart: boolean;
  readonly count?: string;
};

const follow = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { type, stream, actor, after, fromStart, count } = command.opts<FollowOptions>();
  const cursor = after ?? (fromStart ? undefined : "now");
  const filters = Object.entries({ type, stream, actor, cursor }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const path = `/v1/events?${new URLSearchParams(filters)}`;
  let seen: string | undefined;
  let left = count === undefined ? Number.POSITIVE_INFINITY : Number(count);
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, MAX_PAUSE_MS)) {
    try {
      const body = await apiStream(context, path, seen);
      for await (const { id, data } of messages(body)) {
        seen = id || seen;
        if (data === "") continue;
        wait = FIRST_PAUSE_MS;
        const row = v.safeParse(AuditRowAnswer, JSON.parse(data));
        if (!row.success) throw new CliExit(EXIT.unavailable, "cli.answer-unreadable", "an event that is none");
        const { position, at, stream: of, type: kind, actor: by } = row.output;
        context.out.result(row.output, [visibleLines([position, at, of, kind, by].join("  "))]);
        left -= 1;
        if (left <= 0) return;
      }
      context.out.note("the stream ended; going on where it did");
    } catch (error) {
      // What is refused stays refused; what broke off is begun again.
      if (error instanceof CliExit && error.exitCode !== EXIT.unavailable) throw error;
      if (seen === undefined && error instanceof CliExit) throw error;
      context.out.note("the server is away; trying again");
    }
    await pause(wait);
  }
};

export const addFollow = (ledger: Command): void => {
  ledger
    .command("follow")
    .description(
      "print events as they happen, asked of the server; goes on by itself when the connection breaks (Ctrl-C ends it)",
    )
    .option("--type <types>", "only these types, with commas between")
    .option("--stream <streams>", "only these streams, or categories such as certificate, with commas between")
    .option("--actor <actors>", "only what these did, with commas between")
    .option("--after <position>", "begin after this position (default: with what comes next)")
    .option("--from-start", "begin with the first event there is", false)
    .option("--count <n>", "end after so many")
    .action((_options, command: Command) => follow(command));
};
