/** Measures with prom-client. domain/ports/metrics.ts */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { METRIC_PREFIX, METRICS, type MetricName, type Metrics } from "../../domain/ports/metrics.ts";

/** From what memory answers to what a module takes for a large key. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const make = (name: MetricName, registry: Registry): Counter | Gauge | Histogram => {
  const { kind, help, labels } = METRICS[name];
  const options = { name: `${METRIC_PREFIX}${name}`, help, labelNames: [...labels], registers: [registry] };
  if (kind === "histogram") return new Histogram({ ...options, buckets: SECONDS });
  return kind === "counter" ? new Counter(options) : new Gauge(options);
};

/** `isWhole`: with what Node tells of its process. */
export const prometheusMetrics = (options: { readonly isWhole?: boolean } = {}): Metrics => {
  const registry = new Registry();
  if (options.isWhole ?? true) collectDefaultMetrics({ register: registry });
  const all = new Map((Object.keys(METRICS) as MetricName[]).map((name) => [name, make(name, registry)] as const));
  const of = <T>(name: MetricName): T => all.get(name) as T;
  /** The library hashes labels at each call otherwise. */
  const bound = new Map<string, { readonly inc: (by?: number) => void } | { readonly observe: (n: number) => void }>();
  const bind = <T>(name: MetricName, labels: Readonly<Record<string, string>>): T => {
    let key: string = name;
    for (const label of METRICS[name].labels) key += `\n${labels[label]}`;
    let handle = bound.get(key);
    if (handle === undefined) {
      handle = of<Counter>(name).labels(labels);
      bound.set(key, handle);
    }
    return handle as T;
  };
  const collectors: (() => Promise<void> | void)[] = [];
  let scraping: Promise<string> | undefined;
  const scrape = async (): Promise<string> => {
    await Promise.allSettled(collectors.map(async (collect) => collect()));
    return registry.metrics();
  };
  return {
    count: (name, labels, by = 1) => bind<{ readonly inc: (by: number) => void }>(name, labels).inc(by),
    time: (name, labels, seconds) => bind<{ readonly observe: (n: number) => void }>(name, labels).observe(seconds),
    set: (name, labels, value) => of<Gauge>(name).labels(labels).set(value),
    clear: (name) => of<Gauge>(name).reset(),
    onScrape: (collect) => void collectors.push(collect),
    // Who asks while another is being answered gets the same: what is looked up is not looked up twice.
    scrape: async () => {
      scraping ??= scrape().finally(() => {
        scraping = undefined;
      });
      return { type: registry.contentType, text: await scraping };
    },
  };
};
