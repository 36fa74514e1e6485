/**
 * Reads and subscriptions, each with a timer of its own: the client's deadlines are not kept, and a frozen server is silent.
 *
 * What is looked for among all events is subscribed to, also where an end is wanted: a filtered read says nothing while the
 * server looks at events that do not pass, for minutes on a large cluster; a subscription tells how far it has come.
 */
import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Position } from "../../domain/kernel/brand.ts";
import { type Recorded, StoreFault } from "../../domain/ports/event-store.ts";
import { type Namespace, type Seen, seenEvent } from "./event.ts";
import { failureOf } from "./fault.ts";
import { allRequest, type Filter, streamRequest } from "./read-request.ts";
import { type ReadCall, type Session, within } from "./session.ts";

/** What a failed read means to the caller of the port. */
export const readFault = (cause: unknown): StoreFault => {
  if (cause instanceof StoreFault) return cause;
  switch (failureOf(cause)) {
    case "denied":
      return new StoreFault("store.denied");
    case "rejected":
      return new StoreFault("store.rejected", { cause });
    case "deleted":
      return new StoreFault("store.corrupt", { cause: "a stream was deleted" });
    default:
      return new StoreFault("store.unavailable", { cause });
  }
};

/**
 * Whether the server said that it cannot read from the position it was given. It says UNKNOWN (24.10) or INVALID_ARGUMENT
 * (newer); UNKNOWN is also what a node says that knows no leader.
 */
export const isUnreadable = (error: unknown): boolean => {
  const { code } = ((error as { readonly cause?: unknown }).cause ?? {}) as { readonly code?: unknown };
  return error instanceof StoreFault && (code === 2 || code === 3);
};

const behind = (): StoreFault => new StoreFault("store.behind", { cause: "no event stands where one was read" });

/** Destroys the call when nothing came for `ms`; call the returned function whenever something did. */
const watchdog = (call: ReadCall, ms: number) => {
  let timer = setTimeout(bite, ms);
  function bite(): void {
    call.stream.destroy(new StoreFault("store.unavailable"));
  }
  return {
    fed: (): void => {
      clearTimeout(timer);
      timer = setTimeout(bite, ms);
    },
    off: (): void => clearTimeout(timer),
  };
};

/** Ends a call that is done with, without anybody hearing of it. */
const release = ({ stream }: ReadCall): void => {
  stream.on("error", () => undefined);
  stream.cancel();
};

/** What an answer with an event in it is to the caller; undefined when it is nothing to them. */
export type SeenAs<T> = (response: streams.ReadResp) => T | undefined;

/** One more try for what failed for want of a leader or a connection: reading twice harms nobody. */
const twice = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFault && error.code === "store.unavailable")) throw error;
    return work();
  }
};

type Wanted<T> = {
  readonly seenAs: SeenAs<T>;
  /** Ends when it has so many; without a limit, when the server has no more. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
};

/** A page that the server looks through may take it longer than an answer that it only has to fetch. */
const SCAN_FACTOR = 3;

export class Reader {
  readonly #session: Session;
  readonly #namespace: Namespace;
  readonly #idleMs: number;

  constructor(session: Session, namespace: Namespace, idleMs: number) {
    this.#session = session;
    this.#namespace = namespace;
    this.#idleMs = idleMs;
  }

  async #collect<T>(message: streams.ReadReq, { seenAs, limit, signal }: Wanted<T>): Promise<readonly T[]> {
    let call: ReadCall | undefined;
    try {
      call = await this.#session.openRead(message);
      const { stream } = call;
      const stop = (): void => void stream.destroy(new StoreFault("store.unavailable"));
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop);
      const isScan = message.getOptions()?.hasSubscription() === true;
      const dog = watchdog(call, isScan ? this.#idleMs * SCAN_FACTOR : this.#idleMs);
      const seen: T[] = [];
      try {
        for await (const response of stream as AsyncIterable<streams.ReadResp>) {
          dog.fed();
          if (response.hasStreamNotFound() || response.hasCaughtUp()) break;
          const event = response.hasEvent() ? seenAs(response) : undefined;
          if (event !== undefined) seen.push(event);
          if (seen.length === limit) break;
        }
      } finally {
        dog.off();
        signal?.removeEventListener("abort", stop);
      }
      return seen;
    } catch (error) {
      call?.failed(error);
      throw readFault(error);
    } finally {
      if (call !== undefined) release(call);
    }
  }

  stream(stream: string, from: number): Promise<readonly Seen[]> {
    const message = streamRequest(this.#namespace.outer(stream), from);
    return twice(() => this.#collect(message, { seenAs: this.#ours }));
  }

  /** What stands at a place, in one try that leaves nothing behind when it takes longer than `ms`. */
  look(stream: string, from: number, limit: number, ms: number): Promise<readonly Seen[]> {
    const message = streamRequest(this.#namespace.outer(stream), from, limit);
    const signal = AbortSignal.timeout(Math.ceil(ms));
    const work = this.#collect(message, { seenAs: this.#ours, signal });
    return within(work, ms, () => new StoreFault("store.unavailable"));
  }

  all(after: Position | "start", limit: number): Promise<readonly Recorded[]> {
    return twice(async () => {
      await this.anchor(after);
      if (limit <= 0) return [];
      const message = allRequest(after, { stream: this.#namespace.pattern }, "follow");
      return this.#collect(message, { seenAs: this.#ours, limit });
    });
  }

  /** Every event of all streams so far that the filter lets through. */
  filtered<T>(filter: Filter, seenAs: SeenAs<T>): Promise<readonly T[]> {
    return twice(() => this.#collect(allRequest("start", filter, "follow"), { seenAs }));
  }

  /** Throws `store.behind` when no event of ours stands at a position that was read from here: the store has lost it. */
  async anchor(after: Position | "start"): Promise<void> {
    if (after === "start") return;
    const first = (from: Position | "start") => this.#collect(allRequest(from, undefined, 1), { seenAs: this.#ours });
    let there: readonly Seen[];
    try {
      there = await first(after);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      // A node that knows no leader cannot read from the start either.
      await first("start");
      there = await first(after).catch((again: unknown) => {
        throw isUnreadable(again) ? behind() : again;
      });
    }
    if (there[0]?.position !== after) throw behind();
  }

  /** A subscription, which begins right after the position. It ends with an error or when it is released. */
  async subscribe(after: Position | "start", filter: Filter): Promise<ReadCall & { readonly release: () => void }> {
    const call = await this.#session.openRead(allRequest(after, filter, "follow"));
    return { ...call, release: () => release(call) };
  }

  readonly #ours: SeenAs<Seen> = (response) => seenEvent(this.#namespace, response);
}
