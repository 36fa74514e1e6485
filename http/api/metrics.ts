/** /v1/metrics: what is measured, for those who cannot reach the listener for operations. */
import { Hono } from "hono";
import type { Metrics } from "../../domain/ports/metrics.ts";
import { described } from "./route.ts";
import type { ApiVariables } from "./variables.ts";

export const metricsRoutes = ({ metrics }: { readonly metrics: Pick<Metrics, "scrape"> }): Hono<ApiVariables> =>
  new Hono<ApiVariables>().get(
    "/metrics",
    described({
      tag: "operation",
      id: "readMetrics",
      right: "metrics.read",
      summary: "What is measured, in the text format of Prometheus",
      other: { "text/plain": "the exposition format, version 0.0.4 (docs/observability.md)" },
      problems: [403],
    }),
    async (c) => {
      const { type, text } = await metrics.scrape();
      return c.body(text, 200, { "content-type": type, "cache-control": "no-store" });
    },
  );
