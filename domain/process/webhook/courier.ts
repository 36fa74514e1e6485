/**
 * Sends events to webhooks: in the ledger's order for each of them, at least once, and none waiting for another. A message is
 * tried again after ever longer pauses; one that is given up is kept as a dead letter, and the next one goes.
 */
import type { Position } from "../../kernel/brand.ts";
import { codeOf } from "../../kernel/fault-code.ts";
import type { DeliveryBook } from "../../ports/delivery-book.ts";
import type { Entropy } from "../../ports/entropy.ts";
import type { EventFeed, EventRow } from "../../ports/event-feed.ts";
import type { Attempt } from "../../ports/webhook-sender.ts";
import type { Hook, Webhooks } from "../../ports/webhooks.ts";
import { messageOf } from "../../webhook/message.ts";
import { type AttemptPorts, attempt } from "./attempt.ts";

export type CourierPolicy = {
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** A webhook with so many dead letters waits until somebody has looked at them: what nobody takes must not pile up. */
  readonly maxLetters: number;
};
/** Ten attempts over about half an hour. */
export const POLICY: CourierPolicy = { attempts: 10, firstPauseMs: 5_000, maxPauseMs: 900_000, maxLetters: 1_000 };

export type CourierPorts = AttemptPorts & {
  readonly feed: EventFeed;
  readonly webhooks: Webhooks;
  readonly book: DeliveryBook;
  readonly entropy: Entropy;
  readonly disable: (hook: string) => Promise<void>;
  /** Resolves when the time is over or `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What operators should know: by code, about which webhook. */
  readonly tell: (code: string, hook: string) => void;
};

/** What a webhook is stuck at. */
export type Struggle = { readonly position: string; readonly attempts: number; readonly last: Attempt };

export type Courier = {
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** undefined: nothing is in the way. */
  readonly struggle: (hook: string) => Struggle | undefined;
};

const CHUNK = 64;
/** How many parts without anything to send are passed before that is written down: it saves work only after a restart. */
const SKIPS = 64;

/** Half of it for certain, half by chance: so that webhooks which failed together are not tried again together. */
const pauseBefore = ({ firstPauseMs, maxPauseMs }: CourierPolicy, entropy: Entropy, failed: number): number => {
  const whole = Math.min(firstPauseMs * 2 ** (failed - 1), maxPauseMs);
  return whole / 2 + (whole / 2) * ((entropy.bytes(1)[0] ?? 0) / 255);
};

export const courier = (ports: CourierPorts, policy: CourierPolicy = POLICY): Courier => {
  const { feed, webhooks, book, entropy, pause, tell } = ports;
  const struggles = new Map<string, Struggle>();

  const wake = (signal: AbortSignal): { readonly next: () => Promise<void>; readonly end: () => void } => {
    let isRung = false;
    let resume = (): void => undefined;
    const ring = (): void => {
      isRung = true;
      resume();
    };
    const unsubscribe = feed.subscribe(ring);
    signal.addEventListener("abort", ring, { once: true });
    return {
      next: async () => {
        if (!isRung && !signal.aborted) await new Promise<void>((resolve) => (resume = resolve));
        isRung = false;
      },
      end: unsubscribe,
    };
  };

  /** Our own troubles — vault, store, book — are no attempt of the receiver's. */
  const surely = async <T>(hook: Hook, work: () => Promise<T> | T, signal: AbortSignal): Promise<T | undefined> => {
    for (let failed = 1; !signal.aborted; failed++) {
      try {
        return await work();
      } catch (fault) {
        tell(codeOf(fault), hook.id);
        await pause(pauseBefore(policy, entropy, failed), signal);
      }
    }
    return undefined;
  };

  /** False when nothing more shall be sent, now or at all. */
  const deliver = async (hook: Hook, row: EventRow, signal: AbortSignal): Promise<boolean> => {
    const { position } = row;
    const message = messageOf(position, row.type, row.at, row);
    for (let attempts = 1; ; attempts++) {
      const tried = await surely(hook, () => attempt(ports, hook, message, signal), signal);
      if (tried === undefined || signal.aborted) return false;
      if (!tried.ok) {
        tell(tried.error.code, hook.id);
        return false;
      }
      const last = tried.value;
      if (last.outcome === "delivered") {
        struggles.delete(hook.id);
        await surely(hook, () => book.move(hook.id, position), signal);
        return true;
      }
      struggles.set(hook.id, { position, attempts, last });
      if (last.outcome === "gone") {
        await surely(hook, () => ports.disable(hook.id), signal);
        return false;
      }
      if (attempts >= policy.attempts) {
        const at = ports.clock.now();
        await surely(hook, () => book.bury(hook.id, { position, message, at, attempts, last }), signal);
        struggles.delete(hook.id);
        tell("webhook.dead-letter", hook.id);
        return true;
      }
      await pause(pauseBefore(policy, entropy, attempts), signal);
    }
  };

  const isFull = (hook: Hook): boolean => book.count(hook.id) >= policy.maxLetters;

  /** Sends one part, in order. False when nothing more shall be sent, now or at all. */
  const servePart = async (hook: Hook, rows: readonly EventRow[], signal: AbortSignal): Promise<boolean> => {
    for (const row of rows) {
      while (isFull(hook) && !signal.aborted) await pause(policy.maxPauseMs, signal);
      if (signal.aborted || !(await deliver(hook, row, signal))) return false;
    }
    return true;
  };

  const serve = async (hook: Hook, signal: AbortSignal): Promise<void> => {
    const bell = wake(signal);
    let cursor: Position | undefined = book.cursor(hook.id) ?? hook.since;
    let skipped = 0;
    try {
      while (!signal.aborted) {
        const { rows, upTo, isEnd } = feed.read(hook.filter, cursor, CHUNK);
        if (!(await servePart(hook, rows, signal))) return;
        skipped = rows.length > 0 || upTo === cursor ? 0 : skipped + 1;
        if (skipped >= SKIPS && upTo !== undefined) {
          skipped = 0;
          book.move(hook.id, upTo);
        }
        cursor = upTo;
        if (isEnd && rows.length === 0) await bell.next();
      }
    } finally {
      bell.end();
      struggles.delete(hook.id);
    }
  };

  return {
    run: async (signal) => {
      const serving = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();
      const begin = (hook: Hook): void => {
        const stop = new AbortController();
        const done = surely(hook, () => serve(hook, stop.signal), stop.signal).then(() => undefined);
        serving.set(hook.id, { stop, done });
      };
      const compare = (): void => {
        const active = new Map(webhooks.all().map((hook) => [hook.id, hook]));
        for (const [id, { stop }] of serving)
          if (active.get(id)?.state !== "active") {
            stop.abort();
            serving.delete(id);
            if (!active.has(id)) book.forget(id);
          }
        for (const hook of active.values()) if (hook.state === "active" && !serving.has(hook.id)) begin(hook);
      };
      const reconcile = (): void => {
        try {
          compare();
        } catch (fault) {
          // Until the next event: those that are served go on.
          tell(codeOf(fault), "*");
        }
      };
      const unsubscribe = feed.subscribe(reconcile);
      reconcile();
      if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      unsubscribe();
      for (const { stop } of serving.values()) stop.abort();
      await Promise.all([...serving.values()].map(({ done }) => done));
    },
    struggle: (hook) => struggles.get(hook),
  };
};
