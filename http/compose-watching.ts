/** What watches the server: Prometheus always, OpenTelemetry when its standard variables name a place for traces. */
import { prometheusMetrics } from "../adapters/prometheus/metrics.ts";
import type { Entropy } from "../domain/ports/entropy.ts";
import type { Watching } from "./observe/measured-ports.ts";
import { plainTracer } from "./observe/plain-tracer.ts";
import { version } from "./version.ts";

const PLACES = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] as const;

export const composeWatching = async (
  entropy: Entropy,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Watching> => {
  const metrics = prometheusMetrics();
  const isTraced = environment.OTEL_SDK_DISABLED !== "true" && PLACES.some((name) => (environment[name] ?? "") !== "");
  if (!isTraced) return { metrics, tracer: plainTracer(entropy) };
  // Loaded for those who use it only: it takes half a second and 40 MB.
  const { openTelemetryTracer } = await import("../adapters/opentelemetry/tracer.ts");
  return { metrics, tracer: openTelemetryTracer({ version: version() }) };
};
