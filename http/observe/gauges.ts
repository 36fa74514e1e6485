/** What is looked up when somebody scrapes: how far things are behind, how much waits, what ends when. */
import { statfs } from "node:fs/promises";
import type { Position } from "../../domain/kernel/brand.ts";
import { decodeEnvelope } from "../../domain/kernel/envelope.ts";
import { secondsBetween } from "../../domain/kernel/instant.ts";
import type { DeliveryBook } from "../../domain/ports/delivery-book.ts";
import type { EventFeed } from "../../domain/ports/event-feed.ts";
import type { Metrics } from "../../domain/ports/metrics.ts";
import type { Webhooks } from "../../domain/ports/webhooks.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { readTerms } from "../../domain/process/terms.ts";
import { raQueue, waitingForApproval } from "../../projections/ra-queue.ts";
import type { Runner } from "../../projections/runner.ts";

/** How far is counted: whoever sees this number looks for the cause, and not for the rest. */
export const MOST = 1000;

export type Looked = {
  readonly ports: Ports;
  readonly runner: Runner;
  readonly webhooks: Webhooks;
  readonly book: DeliveryBook;
  readonly feed: EventFeed;
  readonly streams: { readonly count: () => number };
  readonly version: string;
  /** undefined: in memory. */
  readonly home?: string | undefined;
};

export type Behind = { readonly events: number; readonly seconds: number };

/** For each read model, what it has not seen; counted up to `most`. */
export const behindOf = async (
  { ports, runner }: Pick<Looked, "ports" | "runner">,
  most: number,
): Promise<ReadonlyMap<string, Behind>> => {
  const places = runner.checkpoints();
  const found = new Map<string, Behind>();
  for (const place of new Set(Object.values(places))) {
    const rows = await ports.store.readAll(place as Position | "start", most);
    const first = rows[0] && decodeEnvelope(rows[0].bytes);
    const seconds = first?.ok ? Math.max(0, secondsBetween(first.value.at, ports.clock.now())) : 0;
    found.set(place, { events: rows.length, seconds });
  }
  return new Map(Object.entries(places).map(([model, place]) => [model, found.get(place) as Behind]));
};

const readModels = async (looked: Looked, metrics: Metrics): Promise<void> => {
  const stopped = new Set(looked.runner.quarantined().map((q) => q.projection));
  for (const model of Object.keys(looked.runner.checkpoints()))
    metrics.set("read_model_stopped", { model }, stopped.has(model) ? 1 : 0);
  metrics.clear("read_model_behind_events");
  metrics.clear("read_model_behind_seconds");
  for (const [model, { events, seconds }] of await behindOf(looked, MOST)) {
    metrics.set("read_model_behind_events", { model }, events);
    metrics.set("read_model_behind_seconds", { model }, seconds);
  }
};

const signer = async ({ ports }: Looked, metrics: Metrics): Promise<void> => {
  metrics.set("signer_ready", {}, 0);
  const { isReady, signatures } = await ports.signer.status();
  metrics.set("signer_ready", {}, isReady ? 1 : 0);
  if (isReady) metrics.set("signer_signatures", {}, signatures);
};

const terms = async ({ ports }: Looked, metrics: Metrics): Promise<void> => {
  const now = ports.clock.now();
  const all = await readTerms(ports);
  metrics.clear("term_seconds");
  metrics.clear("crl_age_seconds");
  const soonest = new Map<string, number>();
  for (const { kind, of, notAfter, since } of all) {
    const left = secondsBetween(now, notAfter);
    // Who has a token or a mandate is not told here.
    const authority = kind === "mandate" || kind === "token" ? "" : of;
    const key = `${kind} ${authority}`;
    if (left > (soonest.get(key) ?? Number.POSITIVE_INFINITY)) continue;
    soonest.set(key, left);
    metrics.set("term_seconds", { kind, authority }, left);
    if (since !== undefined) metrics.set("crl_age_seconds", { authority }, secondsBetween(since, now));
  }
};

const leaving = ({ webhooks, book, feed, streams }: Looked, metrics: Metrics): void => {
  const hooks = webhooks.all();
  const active = hooks.filter(({ state }) => state === "active");
  const backlog = active.map((h) => feed.read(h.filter, book.cursor(h.id) ?? h.since, MOST).rows.length);
  metrics.set(
    "webhook_backlog",
    {},
    backlog.reduce((a, b) => a + b, 0),
  );
  metrics.set(
    "webhook_dead_letters",
    {},
    hooks.reduce((n, { id }) => n + book.count(id), 0),
  );
  metrics.set("event_streams", {}, streams.count());
};

const seals = async ({ ports: { prover } }: Looked, metrics: Metrics): Promise<void> => {
  if (prover === undefined) return;
  metrics.set("ledger_events", {}, prover.events());
  const newest = await prover.newest();
  if (newest === undefined) return;
  metrics.set("ledger_sealed_events", {}, newest.size);
  const witnessed = newest.witnesses.length > 0 ? newest : await prover.newest({ isWitnessed: true });
  metrics.set("ledger_witnesses", {}, witnessed?.witnesses.length ?? 0);
};

/** Sets the gauges at each scrape. What cannot be looked up is left as it was or out, and never a zero that is none. */
export const keepGauges = (looked: Looked, metrics: Metrics): void => {
  const { ports, runner, home, version } = looked;
  metrics.set("build_info", { version }, 1);
  metrics.onScrape(() => readModels(looked, metrics));
  metrics.onScrape(() => signer(looked, metrics));
  metrics.onScrape(() => seals(looked, metrics));
  metrics.onScrape(() => terms(looked, metrics));
  metrics.onScrape(() => leaving(looked, metrics));
  metrics.onScrape(() => {
    const waiting = waitingForApproval(runner.view(raQueue.name), MOST);
    metrics.set("requests_waiting", { for: "approval" }, waiting);
    metrics.set("requests_waiting", { for: "signer" }, Math.min(MOST, ports.queries.approvedRequests().length));
  });
  if (home === undefined) return;
  metrics.onScrape(async () => {
    const { bavail, bsize } = await statfs(home);
    metrics.set("disk_free_bytes", {}, bavail * bsize);
  });
};
