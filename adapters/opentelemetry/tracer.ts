/**
 * Traces for OpenTelemetry, sent where the standard variables say (`OTEL_EXPORTER_OTLP_ENDPOINT` and the others of
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Loaded when one of them is set, and
 * never otherwise.
 */
import {
  context,
  defaultTextMapGetter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { codeOf } from "../../domain/kernel/fault-code.ts";
import type { Tracer } from "../../domain/ports/tracer.ts";

export const openTelemetryTracer = (options: { readonly version: string }): Tracer => {
  // Metrics are scraped and logs are lines: only traces go this way unless somebody says otherwise.
  process.env.OTEL_METRICS_EXPORTER ??= "none";
  process.env.OTEL_LOGS_EXPORTER ??= "none";
  const sdk = new NodeSDK({
    serviceName: process.env.OTEL_SERVICE_NAME ?? "cartulary",
    autoDetectResources: false,
    instrumentations: [],
  });
  sdk.start();
  const tracer = trace.getTracer("cartulary", options.version);

  return {
    request: (name, parent, work) => {
      const from = propagation.extract(ROOT_CONTEXT, { traceparent: parent ?? "" }, defaultTextMapGetter);
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, from);
      const { traceId, spanId, traceFlags } = span.spanContext();
      const header = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
      return context.with(trace.setSpan(from, span), async () => {
        try {
          return await work({
            traceId,
            header,
            set: (facts) => {
              span.setAttributes(facts);
              const { "http.route": route, "http.request.method": method } = facts;
              if (route !== undefined) span.updateName(`${method} ${route}`);
              if (Number(facts["http.response.status_code"]) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
            },
          });
        } finally {
          span.end();
        }
      });
    },
    step: (name, work) => {
      // Steps of work that nobody asked for, such as following the ledger, would be traces of one span without end.
      if (trace.getActiveSpan() === undefined) return work();
      return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT }, async (span) => {
        try {
          return await work();
        } catch (fault) {
          // Its code: a message may hold what must not leave.
          span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(fault) });
          throw fault;
        } finally {
          span.end();
        }
      });
    },
    close: () => sdk.shutdown().catch(() => undefined),
  };
};
