/**
 * Calls that this API makes to itself for a caller: the parts of a batch, and what an operation goes on with. They take the
 * same way as every other call, door and rules included, so that nothing is allowed here that is not there.
 */
import type { Context } from "hono";
import type { ApiVariables } from "./variables.ts";

/** A `fetch` of the whole API, with what travels beside a request. */
export type Dispatch = (request: Request, bindings: ApiVariables["Bindings"]) => Response | Promise<Response>;

const CARRIED = ["authorization", "accept", "content-type", "if-match", "cartulary-position", "traceparent"];

export type Again = {
  readonly path: string;
  readonly method?: string;
  readonly body: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly progress?: (done: number, total: number) => void;
};

/** Makes another request in the name of `c`'s caller. */
export const again = async (dispatch: Dispatch, c: Context<ApiVariables>, call: Again): Promise<Response> => {
  const { path, method = "POST", body, idempotencyKey, progress } = call;
  const headers = new Headers();
  for (const name of CARRIED) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  const request = new Request(new URL(path, c.req.url), { method, headers, ...(body !== undefined && { body }) });
  return dispatch(request, { ...c.env, ...(progress !== undefined && { progress }) });
};
