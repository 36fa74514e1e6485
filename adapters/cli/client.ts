/** The HTTP API as commands use it. Refusals become exits with the server's own words. */
import type { CliContext } from "./context.ts";
import { serverUrl, token } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

type Problem = {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly facts?: Record<string, unknown>;
};

export type ApiCall = {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  readonly accept?: string;
  readonly idempotencyKey?: string;
};

const explain = ({ title, detail, facts }: Problem): string => {
  const more =
    facts === undefined
      ? ""
      : ` (${Object.entries(facts)
          .map(([k, v]) => `${k}: ${String(v)}`)
          .join(", ")})`;
  return `${title}: ${detail}${more}`;
};

const send = async (context: CliContext, path: string, call: ApiCall): Promise<Response> => {
  const url = serverUrl(context);
  const headers: Record<string, string> = { authorization: `Bearer ${token(context)}` };
  if (call.accept !== undefined) headers.accept = call.accept;
  if (call.body !== undefined) headers["content-type"] = "application/json";
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method: call.method ?? (call.body === undefined ? "GET" : "POST"),
      headers,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
  } catch {
    throw new CliExit(
      EXIT.unavailable,
      "cli.unreachable",
      `no server answers at ${url}: is "cartulary serve" running?`,
    );
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  const code = problem?.type?.replace("urn:cartulary:problem:", "") ?? `http.${response.status}`;
  const exit = response.status === 503 || response.status >= 500 ? EXIT.unavailable : EXIT.refused;
  throw new CliExit(exit, code, problem === undefined ? `the server answered ${response.status}` : explain(problem));
};

export const api = async <T>(context: CliContext, path: string, call: ApiCall = {}): Promise<T> =>
  (await (await send(context, path, call)).json()) as T;

export const apiBytes = async (context: CliContext, path: string, accept: string): Promise<Uint8Array> =>
  new Uint8Array(await (await send(context, path, { accept })).arrayBuffer());
