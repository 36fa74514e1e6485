/** The line that each request leaves, and the ids under which it is found. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { prometheusMetrics } from "../../../adapters/prometheus/metrics.ts";
import { traceOf } from "../../../domain/ports/tracer.ts";
import { plainTracer } from "../../../http/observe/plain-tracer.ts";
import { type App, makeApp } from "../../support/app.ts";
import { requestsOver } from "../../support/requests.ts";

type Line = Readonly<Record<string, unknown>>;
const lines: Line[] = [];
const keep = (facts: Line, message: string): void => {
  if (message === "request") lines.push(facts);
};
const entropy = { bytes: (n: number) => crypto.getRandomValues(new Uint8Array(n)) };

let app: App;
let server: Server;
let url: string;
beforeAll(async () => {
  app = await makeApp({
    watching: { metrics: prometheusMetrics({ isWhole: false }), tracer: plainTracer(entropy) },
    log: { info: keep, warn: keep, error: keep },
  });
  const answer = getRequestListener((request, env) => {
    const { pathname, search } = new URL(request.url);
    return app.request(`${pathname}${search}`, request, {
      ...env,
      connection: { role: "api", address: "203.0.113.9" },
    });
  });
  server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
beforeEach(() => {
  lines.length = 0;
});
const { wish } = requestsOver(() => app);

const call = (path: string, init: RequestInit = {}) => {
  const authorization = `Bearer ${app.tokens["operator:admin"]}`;
  const headers = { authorization, "content-type": "application/json", ...(init.headers as object) };
  return fetch(`${url}${path}`, { ...init, headers });
};
const line = async (): Promise<Line> => {
  await expect.poll(() => lines.length).toBe(1);
  return lines[0] as Line;
};

test("one line for a request, with what it was and who asked, and nothing of what was sent", async () => {
  const zero = "0".repeat(32);
  const response = await call(`/v1/requests/${zero}?secret=query`, { headers: { "x-request-id": "mine.1" } });
  const problem = (await response.json()) as { instance: string };
  const told = await line();
  expect(told).toEqual({
    requestId: "mine.1",
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    method: "GET",
    route: "/v1/requests/:id",
    status: 404,
    address: "203.0.113.9",
    actor: "operator:admin",
    ms: expect.any(Number),
    bytes: expect.any(Number),
  });
  expect(Number(told.bytes)).toBeGreaterThan(100);
  expect([problem.instance, response.headers.get("x-request-id")]).toEqual(["urn:cartulary:request:mine.1", "mine.1"]);
  expect(traceOf(response.headers.get("traceparent") ?? "")).toBe(told.traceId);
  const text = JSON.stringify(lines);
  for (const secret of [zero, "secret", "query", app.tokens["operator:admin"]?.slice(-20) ?? "x"])
    expect(text.includes(secret)).toBe(false);
});

test("a trace that was begun elsewhere goes on, and what is none is not taken for one", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  await (await call("/v1/keys", { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } })).text();
  expect((await line()).traceId).toBe(trace);
  for (const bad of [
    "nonsense",
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${trace}-00f067aa0ba902b7-01`,
    "x".repeat(5000),
  ]) {
    lines.length = 0;
    await (await call("/v1/keys", { headers: { traceparent: bad } })).text();
    expect((await line()).traceId).toMatch(/^(?!4bf9)[0-9a-f]{32}$/);
  }
});

test.for(["with spaces and <tags>", "a".repeat(65), "-x", '"},{"'])(
  "an id that could be read as something else, %j, is not taken",
  async (id) => {
    const response = await call("/v1/keys", { headers: { "x-request-id": id } });
    await response.text();
    const told = await line();
    expect(told.requestId).toMatch(/^[0-9a-f]{24}$/);
    expect(response.headers.get("x-request-id")).toBe(told.requestId);
  },
);

test("who has no token leaves a line, too, without a name", async () => {
  const response = await call("/v1/keys", { headers: { authorization: "Bearer nonsense" } });
  expect(((await response.json()) as { instance: string }).instance).toMatch(/^urn:cartulary:request:[0-9a-f]{24}$/);
  expect(await line()).toMatchObject({ status: 401, actor: null });
});

test("a batch is one request", async () => {
  const body = JSON.stringify({ items: [await wish(), await wish(), await wish({ profile: "none" })] });
  const response = await call("/v1/batches/requests", { method: "POST", body });
  const { items } = (await response.json()) as { items: { body: object }[] };
  expect(items.length).toBe(3);
  expect(await line()).toMatchObject({ route: "/v1/batches/requests", method: "POST", status: response.status });
  expect(JSON.stringify(lines).includes("CERTIFICATE")).toBe(false);
});

test("a stream of events leaves its line when it ends", async () => {
  const stream = await call("/v1/events?cursor=now", { headers: { accept: "text/event-stream" } });
  expect(lines).toEqual([]);
  await stream.body?.cancel();
  expect(await line()).toMatchObject({ route: "/v1/events", status: 200 });
});

test("what goes on as an operation is a request of its own: one line for the promise, one for the work", async () => {
  const headers = { prefer: "respond-async" };
  const body = JSON.stringify(await wish());
  expect((await call("/v1/requests", { method: "POST", headers, body })).status).toBe(202);
  await expect.poll(() => lines.length).toBe(2);
  const told = lines.map(({ route, status, actor, address }) => ({ route, status, actor, address }));
  const common = { route: "/v1/requests", actor: "operator:admin", address: "203.0.113.9" };
  expect(told).toEqual(expect.arrayContaining([202, 201].map((status) => ({ ...common, status }))));
});
