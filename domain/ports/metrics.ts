/**
 * Everything that is measured, and the words for it: one table for the code, the page of documentation and whoever reads a
 * scrape. Labels have few values, all of them from closed lists of ours: never a path, a name or an id that callers choose.
 */
type Row = {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
};

export const METRICS = {
  http_requests_total: {
    kind: "counter",
    help: "Requests that were answered, by the pattern of their route; `unmatched` is none of ours.",
    labels: ["listener", "method", "route", "status"],
  },
  http_request_seconds: {
    kind: "histogram",
    help: "Time from a request of the API to the end of its answer.",
    labels: ["method", "route"],
  },
  listener_pressed_total: {
    kind: "counter",
    help: "Connections turned away (`connections`), and clients cut off that did not read (`unread`).",
    labels: ["listener", "what"],
  },
  port_seconds: {
    kind: "histogram",
    help: "Time of a call to what the server stands on: store, signer, vault, blobs, webhook.",
    labels: ["port", "method"],
  },
  port_faults_total: {
    kind: "counter",
    help: "Calls to a port that ended in a fault, by its code.",
    labels: ["port", "method", "code"],
  },
  port_refusals_total: {
    kind: "counter",
    help: "Calls to a port that were refused, by the refusal's code.",
    labels: ["port", "method", "code"],
  },
  attempts_refused_total: {
    kind: "counter",
    help: "Attempts that were refused and belong to nothing: bad tokens, statements that do not verify.",
    labels: ["code"],
  },
  read_model_behind_events: {
    kind: "gauge",
    help: "Events of the ledger that a read model has not seen yet; counted up to 1000.",
    labels: ["model"],
  },
  read_model_behind_seconds: {
    kind: "gauge",
    help: "How long ago the oldest event was written that a read model has not seen yet; 0 when it has all.",
    labels: ["model"],
  },
  read_model_stopped: {
    kind: "gauge",
    help: "1 when a read model met an event that it could not take, and stands still.",
    labels: ["model"],
  },
  requests_waiting: {
    kind: "gauge",
    help: "Requests that wait for approvals (`approval`), or for the signer (`signer`); counted up to 1000.",
    labels: ["for"],
  },
  signer_ready: { kind: "gauge", help: "1 when the signer answers and its module does.", labels: [] },
  signer_signatures: { kind: "gauge", help: "Signatures in the signer's journal.", labels: [] },
  ledger_events: { kind: "gauge", help: "Events of the ledger, as far as this node has read it.", labels: [] },
  ledger_sealed_events: {
    kind: "gauge",
    help: "Of these: under the newest checkpoint. What is missing for longer than sealing.intervalMs is not sealed.",
    labels: [],
  },
  ledger_witnesses: { kind: "gauge", help: "Witnesses of the newest checkpoint that has any.", labels: [] },
  crl_age_seconds: { kind: "gauge", help: "Time since the newest CRL's thisUpdate.", labels: ["authority"] },
  term_seconds: {
    kind: "gauge",
    help: "Time until something ends by itself, negative when it has: `authority`, `responder`, `crl` by authority; `mandate` and `token` the first of all.",
    labels: ["kind", "authority"],
  },
  webhook_attempts_total: {
    kind: "counter",
    help: "Attempts to deliver messages to webhooks, by what came of them.",
    labels: ["outcome"],
  },
  webhook_backlog: {
    kind: "gauge",
    help: "Events that webhooks have still to get, counted up to 1000 each.",
    labels: [],
  },
  webhook_dead_letters: { kind: "gauge", help: "Messages to webhooks that were given up and wait.", labels: [] },
  event_streams: { kind: "gauge", help: "Open streams of events.", labels: [] },
  disk_free_bytes: { kind: "gauge", help: "Room where the home directory lies.", labels: [] },
  build_info: { kind: "gauge", help: "1, with the version of this program.", labels: ["version"] },
} as const satisfies Readonly<Record<string, Row>>;

export type MetricName = keyof typeof METRICS;
export type NamesOf<K extends Row["kind"]> = {
  [N in MetricName]: (typeof METRICS)[N]["kind"] extends K ? N : never;
}[MetricName];
export type Labels<N extends MetricName> = { readonly [L in (typeof METRICS)[N]["labels"][number]]: string };

/** Every name bears this before it. */
export const METRIC_PREFIX = "cartulary_";

/** `count` and `time` remember what they gave for the same labels, and cost little: for paths that are taken often. */
export interface Metrics {
  readonly count: <N extends NamesOf<"counter">>(name: N, labels: Labels<N>, by?: number) => void;
  readonly time: <N extends NamesOf<"histogram">>(name: N, labels: Labels<N>, seconds: number) => void;
  readonly set: <N extends NamesOf<"gauge">>(name: N, labels: Labels<N>, value: number) => void;
  /** Forgets what a gauge was set to, under all labels. */
  readonly clear: (name: NamesOf<"gauge">) => void;
  /** Runs before each scrape; what it throws leaves its gauges out. */
  readonly onScrape: (collect: () => Promise<void> | void) => void;
  /** The text exposition format, version 0.0.4. */
  readonly scrape: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Measures nothing. */
export const noMetrics: Metrics = {
  count: () => undefined,
  time: () => undefined,
  set: () => undefined,
  clear: () => undefined,
  onScrape: () => undefined,
  scrape: async () => ({ type: "text/plain; version=0.0.4; charset=utf-8", text: "" }),
};
