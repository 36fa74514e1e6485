/** docs/observability.md: the table of what is measured, from the table that measures. */
import { METRIC_PREFIX, METRICS } from "../../domain/ports/metrics.ts";

export const metricsTable = (): string =>
  [
    "| metric | kind | labels | what it tells |",
    "|---|---|---|---|",
    ...Object.entries(METRICS).map(
      ([name, { kind, labels, help }]) =>
        `| \`${METRIC_PREFIX}${name}\` | ${kind} | ${labels.map((l) => `\`${l}\``).join(", ")} | ${help} |`,
    ),
  ].join("\n");
