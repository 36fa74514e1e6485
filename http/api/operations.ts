/**
 * Long work as a resource: `Prefer: respond-async` (RFC 7240 §4.1) answers a write with 202 and the address of an
 * operation, which tells how far the write has come and, in the end, what it would have been answered with.
 *
 * Operations are a convenience of this process and no truth: they are kept in memory, for an hour after their end. What
 * they did stands in the ledger.
 */
import { randomUUID } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { streamSSE } from "hono/streaming";
import { again, type Dispatch } from "./again.ts";
import { noSuchOperation, tooManyOperations } from "./problem.ts";
import { described, param } from "./route.ts";
import { type OperationAnswer, OperationParam, OperationAnswer as OperationSchema } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

type Operation = {
  /** The token under which it was begun: nobody else sees it. */
  readonly owner: string;
  readonly startedAt: string;
  status: OperationAnswer["status"];
  progress: OperationAnswer["progress"];
  endedAt: string | null;
  answer: OperationAnswer["answer"];
  readonly listeners: Set<() => void>;
};

export type Operations = {
  /** Takes `Prefer: respond-async` on writes. */
  readonly begin: MiddlewareHandler<ApiVariables>;
  readonly routes: Hono<ApiVariables>;
  /** Resolves when none is running: a server that stops waits for what it accepted. */
  readonly drained: () => Promise<void>;
};

const MAX_RUNNING = 64;
const MAX_KEPT = 1_000;
const KEPT_MS = 3_600_000;

const PREFERS_ASYNC = /(?:^|,)\s*respond-async\s*(?:[;,]|$)/i;

const tell = (id: string, { status, progress, startedAt, endedAt, answer }: Operation): OperationAnswer => ({
  id,
  status,
  progress,
  startedAt,
  endedAt,
  answer,
});

export const operations = (dispatch: Dispatch): Operations => {
  const kept = new Map<string, Operation>();
  const running = new Set<Promise<void>>();

  const forget = (): void => {
    const now = Date.now();
    for (const [id, { endedAt }] of kept)
      if (endedAt !== null && (now - Date.parse(endedAt) > KEPT_MS || kept.size > MAX_KEPT)) kept.delete(id);
  };
  const change = (operation: Operation, to: Partial<Operation>): void => {
    Object.assign(operation, to);
    for (const listener of operation.listeners) listener();
  };
  const goOn = async (c: Context<ApiVariables>, operation: Operation, body: string): Promise<void> => {
    const url = new URL(c.req.url);
    const response = await again(dispatch, c, {
      path: `${url.pathname}${url.search}`,
      method: c.req.method,
      body: body === "" ? undefined : body,
      idempotencyKey: c.req.header("idempotency-key"),
      isAlone: true,
      progress: (done, total) => change(operation, { progress: { done, total } }),
    });
    const answer = { status: response.status, body: (await response.json()) as unknown };
    change(operation, {
      status: response.ok ? "succeeded" : "failed",
      endedAt: new Date().toISOString(),
      answer,
    });
  };

  const begin: MiddlewareHandler<ApiVariables> = async (c, next) => {
    if (c.req.method === "GET" || !PREFERS_ASYNC.test(c.req.header("prefer") ?? "")) return next();
    if (running.size >= MAX_RUNNING) return tooManyOperations();
    forget();
    const id = randomUUID();
    const { authentication } = c.get("caller");
    const operation: Operation = {
      owner: authentication,
      startedAt: new Date().toISOString(),
      status: "running",
      progress: null,
      endedAt: null,
      answer: null,
      listeners: new Set(),
    };
    const body = await c.req.text();
    kept.set(id, operation);
    const work = goOn(c, operation, body)
      .catch(() => change(operation, { status: "failed", endedAt: new Date().toISOString() }))
      .finally(() => running.delete(work));
    running.add(work);
    const headers = { location: `/v1/operations/${id}`, "preference-applied": "respond-async" };
    return c.json(tell(id, operation), 202, headers);
  };

  const routes = new Hono<ApiVariables>().get(
    "/operations/:id",
    described({
      tag: "operations",
      id: "readOperation",
      right: "self",
      summary: "How far an operation is, and what it was answered with",
      text: "As text/event-stream: an event `progress` for each change, the last one is the end. Only the token that began it sees it.",
      answer: OperationSchema,
      other: { "text/event-stream": "a stream of the same, for each change" },
      problems: [404],
    }),
    param(OperationParam),
    (c) => {
      const { id } = c.req.valid("param");
      const operation = kept.get(id);
      if (operation === undefined || operation.owner !== c.get("caller").authentication) return noSuchOperation();
      if (!(c.req.header("accept") ?? "").includes("text/event-stream")) {
        c.header("cache-control", "no-store");
        return c.json(tell(id, operation));
      }
      return streamSSE(c, async (stream) => {
        let wake: () => void = () => undefined;
        const listener = (): void => wake();
        operation.listeners.add(listener);
        stream.onAbort(() => wake());
        for (let isOver = false; !isOver && !stream.aborted; ) {
          const changed = new Promise<void>((resolve) => {
            wake = resolve;
          });
          isOver = operation.status !== "running";
          await stream.writeSSE({ event: "progress", data: JSON.stringify(tell(id, operation)) });
          if (!isOver) await changed;
        }
        operation.listeners.delete(listener);
      });
    },
  );

  return {
    begin,
    routes,
    drained: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};
