/**
 * One line of the log for each request of the API, its time and its count, and the ids by which a caller, the log and a
 * trace speak of the same thing. Never what was sent: no query, no body, no token; the path only as its route's pattern.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Entropy } from "../../domain/ports/entropy.ts";
import type { Log } from "../../domain/ports/log.ts";
import type { Metrics } from "../../domain/ports/metrics.ts";
import type { Tracer } from "../../domain/ports/tracer.ts";
import type { Caller } from "../../domain/process/handle.ts";
import type { Connection } from "../connection.ts";
import { randomIds } from "./random-ids.ts";

export type Observing = {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly entropy: Entropy;
};

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** As a label: a client may send what it likes. */
export const methodLabel = (method: string): string => (METHODS.has(method) ? method : "other");

/** The pattern of the route that answered; what only middleware saw is none of ours. */
const routeOf = (c: Context): string =>
  matchedRoutes(c).findLast(({ method, path }) => method !== "ALL" && !path.endsWith("*"))?.path ?? "unmatched";

const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

type Env = {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
  readonly connection?: Connection;
  isObserved?: boolean;
};

/** Resolves with the octets of the answer when the last of them has left; at once without a socket. */
const sent = (env: Env): { readonly done: Promise<number | null> } => {
  const { incoming, outgoing } = env;
  if (incoming === undefined || outgoing === undefined) return { done: Promise.resolve(null) };
  const { socket } = incoming;
  const before = socket.bytesWritten;
  return { done: new Promise((resolve) => outgoing.once("close", () => resolve(socket.bytesWritten - before))) };
};

/** A problem says which line of the log is about it. RFC 9457 §3.1.5 */
const withInstance = async (response: Response, requestId: string): Promise<Response> => {
  if (response.headers.get("content-type") !== "application/problem+json") return response;
  const body = (await response.json()) as object;
  const { status, headers } = response;
  return new Response(JSON.stringify({ ...body, instance: `urn:cartulary:request:${requestId}` }), { status, headers });
};

export const observed = ({ log, metrics, tracer, entropy }: Observing): MiddlewareHandler => {
  const idOf = randomIds(entropy);
  return async (c, next) => {
    const env = (c.env ?? {}) as Env;
    // A part of a batch is no request that anybody made: its own line would be about nothing.
    if (env.isObserved) return next();
    env.isObserved = true;
    const begun = performance.now();
    const answer = sent(env);
    const given = c.req.header("x-request-id");
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : idOf(12);
    const method = methodLabel(c.req.method);
    await tracer.request(`${method} request`, c.req.header("traceparent"), async (span) => {
      await next();
      const route = routeOf(c);
      const { status } = c.res;
      span.set({ "http.request.method": method, "http.route": route, "http.response.status_code": status });
      const labels = { listener: env.connection?.role ?? "api", method, route, status: String(status) };
      if (status >= 400) {
        const problem = await withInstance(c.res, requestId);
        c.res = undefined;
        c.res = problem;
      }
      c.res.headers.set("x-request-id", requestId);
      c.res.headers.set("traceparent", span.header);
      const caller = (c.get as (name: string) => unknown)("caller") as Caller | undefined;
      const facts = {
        requestId,
        traceId: span.traceId,
        method,
        route,
        status,
        address: env.connection?.address ?? env.incoming?.socket.remoteAddress ?? null,
        actor: caller?.actor ?? null,
      };
      void answer.done.then((bytes) => {
        const ms = performance.now() - begun;
        metrics.count("http_requests_total", labels);
        metrics.time("http_request_seconds", { method, route }, ms / 1000);
        log.info({ ...facts, ms: Math.round(ms * 10) / 10, bytes }, "request");
      });
    });
  };
};
