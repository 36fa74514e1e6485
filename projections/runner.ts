/**
 * Keeps the read models up to date: one reader of the ledger for all of them, one checkpoint each. A fold that fails is
 * quarantined alone: it stops at the event that it could not take, says so, and keeps answering with what it had.
 */
import { readEvent } from "../domain/catalogue.ts";
import type { Position } from "../domain/kernel/brand.ts";
import { ok, type Result } from "../domain/kernel/result.ts";
import { type Category, categoryOf } from "../domain/kernel/stream.ts";
import type { EventStore, Recorded } from "../domain/ports/event-store.ts";
import type { ReadStore, View } from "../domain/ports/read-store.ts";
import { isLedgerStream } from "../domain/transparency/leaf.ts";
import { apply, type Placed, type Projection } from "./projection.ts";

export type Quarantine = { readonly projection: string; readonly position: Position; readonly code: string };

export type Runner = {
  readonly view: (name: string) => View;
  /**
   * Applies everything that the store has now; what tests and the offline replay use instead of `run`. Throws
   * `store.behind` when a read model has seen more than the store has.
   */
  readonly catchUp: () => Promise<void>;
  /** Follows the ledger until `signal` aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** True as soon as every healthy read model has `position`; false when that takes longer than `timeoutMs`. */
  readonly caughtUp: (position: Position, timeoutMs: number) => Promise<boolean>;
  /** Calls `listener` after each batch that the read models took. Returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly quarantined: () => readonly Quarantine[];
  readonly checkpoints: () => Readonly<Record<string, string>>;
};

type Waiter = { readonly position: Position; readonly done: () => void };

const BATCH = 512;

/** One batch for all read models: each event is decoded, and its category cut out, once, however many take it. */
const openBatch = (batch: readonly Recorded[]) => {
  const categories = batch.map((r) => categoryOf(r.stream) as Category);
  const read: (Result<Placed> | undefined)[] = new Array(batch.length);
  return {
    last: batch.at(-1)?.position,
    rows: batch,
    categories,
    event: (i: number): Result<Placed> => {
      const had = read[i];
      if (had !== undefined) return had;
      const { bytes, position } = batch[i] as Recorded;
      const event = readEvent(bytes);
      const placed = event.ok ? ok({ ...event.value, position } as Placed) : event;
      read[i] = placed;
      return placed;
    },
  };
};

type Batch = ReturnType<typeof openBatch>;

const takes = ({ categories }: Projection, { stream }: Recorded, category: Category): boolean =>
  categories === "sealed" ? isLedgerStream(stream) : categories.includes(category);

/** What a batch means to one projection: the events it takes, up to the first that it cannot read. */
const readBatch = (projection: Projection, { rows, categories, event }: Batch, after: Position | "start") => {
  const events: Placed[] = [];
  for (const [i, { position }] of rows.entries()) {
    if (after !== "start" && position <= after) continue;
    if (!takes(projection, rows[i] as Recorded, categories[i] as Category)) continue;
    const placed = event(i);
    if (!placed.ok) return { events, stopped: { position, code: placed.error.code } };
    events.push(placed.value);
  }
  return { events, stopped: undefined };
};

export const projectionRunner = (deps: {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly projections: readonly Projection[];
  readonly onQuarantine?: (quarantine: Quarantine) => void;
}): Runner => {
  const { store, readStore, projections } = deps;
  const views = new Map(projections.map((p) => [p.name, readStore.view(p.name, p.version)]));
  const stopped = new Map<string, Quarantine>();
  const waiting = new Set<Waiter>();
  const listeners = new Set<() => void>();

  const quarantine = (projection: string, position: Position, code: string): void => {
    const q = { projection, position, code };
    stopped.set(projection, q);
    deps.onQuarantine?.(q);
  };

  const healthy = (): readonly Projection[] => projections.filter((p) => !stopped.has(p.name));

  const applyBatch = (projection: Projection, batch: Batch): void => {
    const { name } = projection;
    const { last } = batch;
    if (last === undefined) return;
    const before = readStore.checkpoint(name);
    if (before !== "start" && last <= before) return;
    const { events, stopped: at } = readBatch(projection, batch, before);
    let failing: Placed | undefined;
    const take = (upTo: readonly Placed[], checkpoint: Position): void =>
      readStore.transact(name, checkpoint, (view) => {
        for (const event of upTo) {
          failing = event;
          apply(projection, view, event);
        }
        projection.batch?.(view, upTo);
      });
    const untilStop = events.at(-1)?.position;
    try {
      if (at === undefined) take(events, last);
      else if (untilStop !== undefined) take(events, untilStop);
    } catch {
      // Rolled back as a whole: take what came before the event that failed, and stop there.
      const position = failing?.position ?? last;
      const good = events.filter((e) => e.position < position);
      const end = good.at(-1);
      if (end !== undefined) take(good, end.position);
      quarantine(name, position, "projection.failed");
      return;
    }
    if (at !== undefined) quarantine(name, at.position, at.code);
  };

  const has = (position: Position): boolean =>
    healthy().every((p) => {
      const checkpoint = readStore.checkpoint(p.name);
      return checkpoint !== "start" && checkpoint >= position;
    });

  const takeBatch = (batch: readonly Recorded[]): void => {
    const opened = openBatch(batch);
    for (const projection of healthy()) applyBatch(projection, opened);
    for (const waiter of [...waiting]) {
      if (!has(waiter.position)) continue;
      waiting.delete(waiter);
      waiter.done();
    }
    for (const listener of [...listeners])
      try {
        listener();
      } catch {
        // Its own trouble, and its own to tell: the ledger is followed all the same.
      }
  };

  /** From the read model that is furthest behind; the others skip what they have. */
  const start = (): Position | "start" => {
    let least: Position | "start" | undefined;
    for (const { name } of healthy()) {
      const checkpoint = readStore.checkpoint(name);
      if (checkpoint === "start") return "start";
      if (least === undefined || checkpoint < least) least = checkpoint;
    }
    return least ?? "start";
  };

  /** The newest event that any read model has: the store must have it too, or it is behind what was read from it. */
  const newest = (): Position | "start" =>
    healthy()
      .map(({ name }) => readStore.checkpoint(name))
      .filter((checkpoint) => checkpoint !== "start")
      .reduce<Position | "start">((a, b) => (a === "start" || b > a ? b : a), "start");

  return {
    view: (name) => {
      const view = views.get(name);
      if (view === undefined) throw new TypeError("no such read model");
      return view;
    },
    catchUp: async () => {
      await store.readAll(newest(), 0);
      for (let after = start(); ; ) {
        const batch = await store.readAll(after, BATCH);
        const last = batch.at(-1);
        if (last === undefined) return;
        takeBatch(batch);
        after = last.position;
      }
    },
    run: async (signal) => {
      for await (const batch of store.follow(start(), signal)) takeBatch(batch);
    },
    caughtUp: (position, timeoutMs) => {
      if (has(position)) return Promise.resolve(true);
      return new Promise((resolve) => {
        const waiter: Waiter = {
          position,
          done: () => {
            clearTimeout(timer);
            resolve(true);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(waiter);
          resolve(false);
        }, timeoutMs);
        waiting.add(waiter);
      });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    quarantined: () => [...stopped.values()],
    checkpoints: () => Object.fromEntries(projections.map((p) => [p.name, readStore.checkpoint(p.name)])),
  };
};
