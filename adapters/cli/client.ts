/**
 * The HTTP API as commands use it. Refusals become exits with the server's own words. An answer is what its schema says,
 * or none: whoever sits between, or has the server, must not make a command stumble.
 */
import * as v from "valibot";
import { DryRunAnswer, ProblemAnswer } from "../../http/api/schemas.ts";
import type { CliContext } from "./context.ts";
import { serverUrl, token } from "./context.ts";
import { CliExit, EXIT, ToldExit } from "./exit.ts";
import { trustServer, untrustedExit } from "./trust.ts";

export type ApiCall = {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  readonly accept?: string;
  readonly idempotencyKey?: string;
  /** Of a stream of events: the last one that was seen. */
  readonly lastEventId?: string;
};

const PROBLEM = "urn:cartulary:problem:";
/** For a file that anybody may fetch: the server that has it need not be ours. */
const FETCH_MS = 60_000;

/** What to do is not said by whoever only speaks HTTP. */
const Problem = v.object({ ...ProblemAnswer.entries, remedy: v.optional(ProblemAnswer.entries.remedy) });

const explain = ({ title, detail, facts, remedy }: v.InferOutput<typeof Problem>): string => {
  const more =
    facts === undefined
      ? ""
      : ` (${Object.entries(facts)
          .map(([k, value]) => `${k}: ${value}`)
          .join(", ")})`;
  return `${title}: ${detail}${more}${remedy === undefined ? "" : `: ${remedy}`}`;
};

const cut = (from: string): CliExit =>
  new CliExit(EXIT.unavailable, "cli.unreachable", `the answer of ${from} broke off`);

/** Whether trying again may help is the server's to say. */
const exitOf = (status: number): number => (status >= 500 ? EXIT.unavailable : EXIT.refused);

const refused = async (url: string, response: Response): Promise<CliExit> => {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = v.safeParse(Problem, body);
  const exit = exitOf(response.status);
  if (!problem.success) return new CliExit(exit, `http.${response.status}`, `${url} answered ${response.status}`);
  return new CliExit(exit, problem.output.type.replace(PROBLEM, ""), explain(problem.output));
};

const send = async (context: CliContext, path: string, call: ApiCall): Promise<Response> => {
  const url = serverUrl(context);
  trustServer(context, url);
  const headers: Record<string, string> = { authorization: `Bearer ${token(context)}` };
  if (call.accept !== undefined) headers.accept = call.accept;
  if (call.body !== undefined) headers["content-type"] = "application/json";
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  if (call.lastEventId !== undefined) headers["last-event-id"] = call.lastEventId;
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method: call.method ?? (call.body === undefined ? "GET" : "POST"),
      headers,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
  } catch (error) {
    const untrusted = untrustedExit(url, error);
    if (untrusted !== undefined) throw untrusted;
    throw new CliExit(
      EXIT.unavailable,
      "cli.unreachable",
      `no server answers at ${url}: is "cartulary serve" running?`,
    );
  }
  if (response.ok) return response;
  throw await refused(url, response);
};

const bytesOf = async (from: string, response: Response): Promise<Uint8Array> => {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw cut(from);
  }
};

const unreadable = (field: string): CliExit =>
  new CliExit(
    EXIT.unavailable,
    "cli.answer-unreadable",
    `the server's answer is none that this command knows (${field}): is it another version, or another program?`,
  );

const parse = <S extends v.GenericSchema>(schema: S, bytes: Uint8Array): v.InferOutput<S> => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw unreadable("no JSON");
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw unreadable(`field ${v.getDotPath(parsed.issues[0]) ?? "at the top"}`);
};

/** One call; its answer as `schema` has it, without what the schema does not know. */
export const api = async <S extends v.GenericSchema>(
  context: CliContext,
  schema: S,
  path: string,
  call: ApiCall = {},
): Promise<v.InferOutput<S>> => {
  const isWrite = call.body !== undefined || (call.method ?? "GET") !== "GET";
  if (isWrite && context.options.dryRun === true) return tryOut(context, path, call);
  return parse(schema, await bytesOf("the server", await send(context, path, call)));
};

/** Tells what a write would do, and ends the command: nothing follows from what was not done. */
const tryOut = async (context: CliContext, path: string, call: ApiCall): Promise<never> => {
  const at = `${path}${path.includes("?") ? "&" : "?"}dryRun=true`;
  const told = parse(DryRunAnswer, await bytesOf("the server", await send(context, at, call)));
  const events = told.events.map(({ type }) => type);
  context.out.result(told, [
    "nothing was written; nothing would be refused",
    `would be written: ${events.length === 0 ? "nothing" : events.join(", ")}`,
    ...(told.isAtModule ? ["then the module would be asked for a signature: what it says is not known"] : []),
  ]);
  throw new ToldExit();
};

export const apiBytes = async (context: CliContext, path: string, accept: string): Promise<Uint8Array> =>
  bytesOf("the server", await send(context, path, { accept }));

/** A stream of events, from after the last one that was seen. */
export const apiStream = async (
  context: CliContext,
  path: string,
  lastEventId: string | undefined,
): Promise<ReadableStream<Uint8Array>> => {
  const accept = "text/event-stream";
  const { body, headers } = await send(context, path, { accept, ...(lastEventId !== undefined && { lastEventId }) });
  if (body === null || !headers.get("content-type")?.startsWith(accept)) throw unreadable("no stream of events");
  return body;
};

/** What anybody may fetch, without a token; `question`: what is posted for it. */
export const fetchBytes = async (
  url: string,
  question?: { readonly type: string; readonly bytes: Uint8Array },
): Promise<Uint8Array> => {
  const signal = AbortSignal.timeout(FETCH_MS);
  const posted = question && {
    method: "POST",
    headers: { "content-type": question.type },
    body: question.bytes as Uint8Array<ArrayBuffer>,
  };
  let response: Response;
  try {
    response = await fetch(url, { signal, ...posted });
  } catch {
    throw new CliExit(EXIT.unavailable, "cli.unreachable", `nothing answers at ${url}`);
  }
  if (!response.ok)
    throw new CliExit(exitOf(response.status), `http.${response.status}`, `${url} answered ${response.status}`);
  return bytesOf(url, response);
};
