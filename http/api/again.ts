/**
 * Calls that this API makes to itself for a caller: the parts of a batch, and what an operation goes on with. They take the
 * same way as every other call, door and rules included, so that nothing is allowed here that is not there.
 */
import type { Context } from "hono";
import type { ApiVariables } from "./variables.ts";

/** A `fetch` of the whole API, with what travels beside a request. */
export type Dispatch = (request: Request, bindings: ApiVariables["Bindings"]) => Response | Promise<Response>;

const CARRIED = [
  "authorization",
  "accept",
  "content-type",
  "if-match",
  "cartulary-position",
  "traceparent",
  // Of a session, and of where its page is.
  "cookie",
  "cartulary-csrf",
  "origin",
  "sec-fetch-site",
  "host",
];

export type Again = {
  readonly path: string;
  readonly method?: string;
  readonly body: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly progress?: (done: number, total: number) => void;
  /** Its caller was answered already: it has no socket, and a line of the log and a time of its own. */
  readonly isAlone?: boolean;
};

/** What was put beside the first request by those who watch it. */
type Watched = { readonly incoming?: unknown; readonly outgoing?: unknown; readonly isObserved?: boolean };

/** Makes another request in the name of `c`'s caller. */
export const again = async (dispatch: Dispatch, c: Context<ApiVariables>, call: Again): Promise<Response> => {
  const { path, method = "POST", body, idempotencyKey, progress, isAlone = false } = call;
  const headers = new Headers();
  for (const name of CARRIED) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  const request = new Request(new URL(path, c.req.url), { method, headers, ...(body !== undefined && { body }) });
  const { incoming: _incoming, outgoing: _outgoing, isObserved: _observed, ...alone } = { ...c.env } as Watched;
  return dispatch(request, { ...(isAlone ? alone : c.env), ...(progress !== undefined && { progress }) });
};
