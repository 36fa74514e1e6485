/** Traces, collected by a receiver of OTLP over HTTP. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { prometheusMetrics } from "../../../adapters/prometheus/metrics.ts";
import { SignerFault } from "../../../domain/ports/signer.ts";
import { composeWatching } from "../../../http/compose-watching.ts";
import { measuredPort } from "../../../http/observe/measured-ports.ts";
import { makeApp } from "../../support/app.ts";

type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
};
type Export = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
};

const exported: Export[] = [];
const paths = new Set<string | undefined>();
const collector = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text) => {
    body += text;
  });
  request.on("end", () => {
    paths.add(request.url);
    exported.push(JSON.parse(body));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
});
const entropy = { bytes: (n: number) => crypto.getRandomValues(new Uint8Array(n)) };

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const { port } = collector.address() as AddressInfo;
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${port}`);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
});
afterAll(() => {
  vi.unstubAllEnvs();
  collector.closeAllConnections();
  collector.close();
});

/** The mark that the API leaves for whichever SDK there is: the global trace provider. */
const isBegun = (): boolean =>
  "trace" in ((globalThis as Record<symbol, object>)[Symbol.for("opentelemetry.js.api.1")] ?? {});

test("without a place for them there are none, and nothing is begun for them", async () => {
  const { tracer } = await composeWatching(entropy, {});
  expect(await tracer.step("x", async () => 7)).toBe(7);
  // The SDK puts itself under this when it is begun.
  expect(isBegun()).toBe(false);
});

test("a request becomes a span under its caller's, and what it called spans under that", async () => {
  const { tracer } = await composeWatching(entropy);
  const watching = { metrics: prometheusMetrics({ isWhole: false }), tracer };
  const app = await makeApp({ watching });
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const { headers } = await app.call("operator:admin", "GET", `/v1/requests/${"0".repeat(32)}?a=secret`, undefined, {
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
  });
  const port = measuredPort(watching, "signer", { fails: () => Promise.reject(new SignerFault("signer.busy", true)) }, [
    "fails",
  ]);
  await tracer.request("failing", `00-${trace}-00f067aa0ba902b7-01`, () => port.fails()).catch(() => undefined);
  await tracer.close();

  expect(isBegun()).toBe(true);
  expect([...paths]).toEqual(["/v1/traces"]);
  const spans = exported.flatMap((e) => e.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));
  const ours = spans.filter((s) => s.traceId === trace);
  const request = ours.find((s) => s.name === "GET /v1/requests/:id");
  expect(request).toMatchObject({ parentSpanId: "00f067aa0ba902b7", kind: 2 });
  expect(Object.fromEntries((request?.attributes ?? []).map((a) => [a.key, Object.values(a.value)[0]]))).toEqual({
    "http.request.method": "GET",
    "http.route": "/v1/requests/:id",
    "http.response.status_code": 404,
  });
  const steps = ours.filter((s) => s.parentSpanId === request?.spanId);
  expect(steps.map((s) => s.name)).toContain("store.readStream");
  expect(headers.get("traceparent")).toBe(`00-${trace}-${request?.spanId}-01`);
  expect(ours.find((s) => s.name === "signer.fails")?.status).toEqual({ code: 2, message: "signer.busy" });
  expect(JSON.stringify(exported).includes("secret")).toBe(false);
  // Following the ledger is nobody's request.
  expect(spans.filter((s) => s.parentSpanId === undefined && s.kind !== 2)).toEqual([]);
  const service = exported[0]?.resourceSpans[0]?.resource.attributes.find((a) => a.key === "service.name");
  expect(service?.value).toEqual({ stringValue: "cartulary" });
});
