/** What is measured: that it can be scraped, that it moves with what happens, and that nobody can make it grow. */
import { Hono } from "hono";
import { beforeAll, expect, test } from "vitest";
import { prometheusMetrics } from "../../../adapters/prometheus/metrics.ts";
import { METRIC_PREFIX, METRICS } from "../../../domain/ports/metrics.ts";
import { SignerFault } from "../../../domain/ports/signer.ts";
import { measuredPort } from "../../../http/observe/measured-ports.ts";
import { plainTracer } from "../../../http/observe/plain-tracer.ts";
import { counted } from "../../../http/observe/public.ts";
import { opsApp } from "../../../http/ops/app.ts";
import { type App, makeApp } from "../../support/app.ts";
import { readExposition, sumOf } from "../../support/exposition.ts";
import { requestsOver } from "../../support/requests.ts";

const entropy = { bytes: (n: number) => crypto.getRandomValues(new Uint8Array(n)) };
const watching = { metrics: prometheusMetrics(), tracer: plainTracer(entropy) };
const { metrics } = watching;

let app: App;
beforeAll(async () => {
  app = await makeApp({ watching });
});
const { submit, issue } = requestsOver(() => app);

const scrape = async () => {
  const response = await app.request("/v1/metrics", {
    headers: { authorization: `Bearer ${app.tokens["operator:admin"]}` },
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  const families = readExposition(await response.text());
  return (name: string, labels?: Record<string, string>) => sumOf(families, `${METRIC_PREFIX}${name}`, labels);
};

test("every metric of the table is there, with its kind and its words, and Node's own", async () => {
  const families = readExposition((await metrics.scrape()).text);
  for (const [name, { kind, help }] of Object.entries(METRICS))
    expect([name, families.get(`${METRIC_PREFIX}${name}`)]).toMatchObject([name, { type: kind, help }]);
  expect(families.has("process_cpu_seconds_total")).toBe(true);
  expect(Object.values(METRICS).every(({ help }) => help.endsWith("."))).toBe(true);
});

test("requests are counted by the pattern of their route, and nobody's path or method becomes a label", async () => {
  const before = await scrape();
  const zero = "0".repeat(32);
  await app.call("operator:admin", "GET", `/v1/requests/${zero}`);
  await app.call("operator:admin", "GET", `/v1/requests/${zero.replace("0", "1")}`);
  await app.call("operator:admin", "GET", "/v1/unheard/of?a=b");
  await app.call("operator:admin", "GET", "/elsewhere");
  await app.call("nonsense", "GET", "/v1/keys");
  await app.call("operator:admin", "BREW", "/v1/keys");
  const after = await scrape();
  const grown = (labels: Record<string, string>) =>
    (after("http_requests_total", labels) ?? 0) - (before("http_requests_total", labels) ?? 0);
  expect(grown({ route: "/v1/requests/:id", method: "GET", status: "404", listener: "api" })).toBe(2);
  expect(grown({ route: "unmatched", status: "404" })).toBeGreaterThanOrEqual(2);
  expect(grown({ status: "401" })).toBe(1);
  expect(grown({ method: "other" })).toBe(1);
  const { text } = await metrics.scrape();
  for (const secret of [zero, "unheard", "elsewhere", "BREW", "nonsense", app.tokens["operator:admin"] ?? "x"])
    expect(text.includes(secret)).toBe(false);
  const seconds = after("http_request_seconds_count", { route: "/v1/requests/:id" });
  expect((seconds ?? 0) - (before("http_request_seconds_count", { route: "/v1/requests/:id" }) ?? 0)).toBe(2);
});

test("calls to ports are timed, and their faults and refusals counted by code", async () => {
  const before = await scrape();
  await issue();
  const after = await scrape();
  for (const [port, method] of [
    ["store", "append"],
    ["store", "readStream"],
    ["signer", "signCertificate"],
  ])
    expect([method, after("port_seconds_count", { port: port ?? "", method: method ?? "" })]).not.toEqual([
      method,
      before("port_seconds_count", { port: port ?? "", method: method ?? "" }),
    ]);
  const port = measuredPort(
    watching,
    "signer",
    {
      fails: () => Promise.reject(new SignerFault("signer.busy", true)),
      refuses: async () => ({ ok: false, error: { code: "signer.not-authorised" } }),
      at: 7,
    },
    ["fails", "refuses"],
  );
  await expect(port.fails()).rejects.toThrow(SignerFault);
  expect([(await port.refuses()).ok, port.at]).toEqual([false, 7]);
  const now = await scrape();
  expect(now("port_faults_total", { port: "signer", method: "fails", code: "signer.busy" })).toBe(1);
  expect(now("port_refusals_total", { port: "signer", method: "refuses", code: "signer.not-authorised" })).toBe(1);
});

test("what waits, what ends, and what the signer did are looked up at each scrape", async () => {
  const before = await scrape();
  await submit();
  await submit();
  // The signer's word on itself is kept for a moment.
  app.world.clock.advance(3);
  await app.issueToken("service:later");
  await app.world.runner.catchUp();
  const after = await scrape();
  expect(
    (after("requests_waiting", { for: "approval" }) ?? 0) - (before("requests_waiting", { for: "approval" }) ?? 0),
  ).toBe(2);
  expect(after("requests_waiting", { for: "signer" })).toBe(0);
  expect(after("signer_ready")).toBe(1);
  expect(after("signer_signatures")).toBe(await app.world.journal.count());
  const ends = app.world.ports.queries.authorities().find((a) => a.id === "web-ca")?.notAfter ?? "";
  const left = (Date.parse(ends) - Date.parse(app.world.clock.now())) / 1000;
  expect(after("term_seconds", { kind: "authority", authority: "web-ca" })).toBe(left);
  // The first of all to end, and not the one that was issued last.
  expect(after("term_seconds", { kind: "token" })).toBe(3597);
  expect(after("build_info", { version: "0.0.0" })).toBe(1);
  const crl = after("crl_age_seconds", { authority: "web-ca" });
  app.world.clock.advance(100);
  expect((await scrape())("crl_age_seconds", { authority: "web-ca" })).toBe(crl === undefined ? undefined : crl + 100);
  app.world.clock.advance(-100);
});

test("a read model that is behind says how far, and one that has all says 0", async () => {
  const models = Object.keys(app.world.runner.checkpoints());
  await app.world.runner.catchUp();
  expect(models.map((model) => [model, 0])).toEqual(
    await Promise.all(models.map(async (model) => [model, (await scrape())("read_model_behind_events", { model })])),
  );
  const { checkpoints } = app.world.runner;
  const real = checkpoints();
  const rows = await app.world.store.readAll("start", 10_000);
  Object.assign(app.world.runner, { checkpoints: () => ({ ...real, "ra-queue": rows.at(-4)?.position ?? "" }) });
  app.world.clock.advance(50);
  const behind = await scrape();
  expect(behind("read_model_behind_events", { model: "ra-queue" })).toBe(3);
  expect(behind("read_model_behind_seconds", { model: "ra-queue" })).toBe(
    (Date.parse(app.world.clock.now()) - Date.parse(JSON.parse(Buffer.from(rows.at(-3)?.bytes ?? []).toString()).at)) /
      1000,
  );
  expect(behind("read_model_behind_events", { model: "audit-trail" })).toBe(0);
  app.world.clock.advance(-50);
  Object.assign(app.world.runner, { checkpoints });
});

test("streams and webhooks show what is open and what is behind", async () => {
  const before = await scrape();
  const stream = await app.request("/v1/events", {
    headers: { authorization: `Bearer ${app.tokens["operator:admin"]}`, accept: "text/event-stream" },
  });
  const made = await app.call("operator:admin", "POST", "/v1/webhooks", {
    url: "https://hooks.example/",
    filter: { types: ["RequestSubmitted"] },
  });
  await submit();
  await app.world.runner.catchUp();
  const after = await scrape();
  expect([before("event_streams"), after("event_streams")]).toEqual([0, 1]);
  // Nobody serves webhooks in this test.
  expect([before("webhook_backlog"), after("webhook_backlog")]).toEqual([0, 1]);
  expect(after("webhook_dead_letters")).toBe(0);
  await stream.body?.cancel();
  await app.call("operator:admin", "DELETE", `/v1/webhooks/${made.body.id}`);
});

test("services have no part in it, officers have", async () => {
  expect((await app.call("service:web", "GET", "/v1/metrics")).status).toBe(403);
  expect((await app.call("officer:alice", "GET", "/v1/metrics")).status).toBe(200);
  expect((await app.call(null, "GET", "/v1/metrics")).status).toBe(401);
});

test("the listener for operations gives the same, and public answers are counted by what they are", async () => {
  const own = prometheusMetrics({ isWhole: false });
  const answer = counted(
    own,
    "public",
    (request) => new Response(null, { status: request.url.includes("aia") ? 404 : 200 }),
  );
  for (const path of ["/ocsp", "/ocsp/MEIw", "/crl/0/0.crl", "/aia/x.cer", "/%2e%2e/etc", "/"])
    await answer(new Request(`http://pki.test${path}`), {});
  const ops = opsApp({ health: new Hono(), metrics: own });
  const families = readExposition(await (await ops.request("/metrics")).text());
  const requests = (labels: Record<string, string>) => sumOf(families, "cartulary_http_requests_total", labels);
  expect(requests({ route: "/ocsp", listener: "public", status: "200", method: "GET" })).toBe(2);
  expect(requests({ route: "/crl/:key/:shard" })).toBe(1);
  expect(requests({ route: "/aia/:file", status: "404" })).toBe(1);
  expect(requests({ route: "unmatched" })).toBe(2);
});

test("what cannot be looked up leaves its gauge out, and the rest is told", async () => {
  const own = prometheusMetrics({ isWhole: false });
  own.onScrape(() => Promise.reject(new Error("away")));
  own.onScrape(() => {
    throw new Error("away");
  });
  own.onScrape(() => own.set("event_streams", {}, 3));
  expect(sumOf(readExposition((await own.scrape()).text), "cartulary_event_streams")).toBe(3);
});
