/** Reads and subscriptions, each with a timer of its own: the client's deadlines are not kept, and a frozen server is silent. */
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Position } from "../../domain/kernel/brand.ts";
import { type Recorded, StoreFault } from "../../domain/ports/event-store.ts";
import { type Namespace, type Seen, seenEvent } from "./event.ts";
import { failureOf } from "./fault.ts";
import { fromPosition } from "./position.ts";
import { type ReadCall, type Session, within } from "./session.ts";

const { ReadReq } = streams;
const { Options } = ReadReq;
const MAX_COUNT = "9223372036854775807";
/** The server looks at this many events between two checkpoints, times the multiplier. */
const SEARCH_WINDOW = 1_000;

const empty = (): shared.Empty => new shared.Empty();

const common = (): streams.ReadReq.Options => {
  const options = new Options();
  const uuid = new Options.UUIDOption();
  uuid.setString(empty());
  options.setUuidOption(uuid);
  options.setResolveLinks(false);
  options.setReadDirection(Options.ReadDirection.FORWARDS);
  return options;
};

const request = (options: streams.ReadReq.Options): streams.ReadReq => {
  const message = new ReadReq();
  message.setOptions(options);
  return message;
};

const streamRequest = (name: string, from: number, limit?: number): streams.ReadReq => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name).toString("base64"));
  const stream = new Options.StreamOptions();
  stream.setStreamIdentifier(identifier);
  stream.setRevision(String(from));
  const options = common();
  options.setStream(stream);
  options.setNoFilter(empty());
  options.setCount(limit === undefined ? MAX_COUNT : String(limit));
  return request(options);
};

/** Which events of all streams: by the name of their stream, or by their type. */
export type Filter = { readonly stream: string } | { readonly type: string };

const filterOf = (filter: Filter): streams.ReadReq.Options.FilterOptions => {
  const expression = new Options.FilterOptions.Expression();
  const options = new Options.FilterOptions();
  if ("stream" in filter) {
    expression.setRegex(filter.stream);
    options.setStreamIdentifier(expression);
  } else {
    expression.setRegex(filter.type);
    options.setEventType(expression);
  }
  options.setMax(SEARCH_WINDOW);
  options.setCheckpointintervalmultiplier(1);
  return options;
};

const allRequest = (after: Position | "start", filter: Filter, limit: number | "follow"): streams.ReadReq => {
  const all = new Options.AllOptions();
  if (after === "start") all.setStart(empty());
  else {
    const { commit, prepare } = fromPosition(after);
    const position = new Options.Position();
    position.setCommitPosition(commit);
    position.setPreparePosition(prepare);
    all.setPosition(position);
  }
  const options = common();
  options.setAll(all);
  options.setFilter(filterOf(filter));
  if (limit === "follow") options.setSubscription(new Options.SubscriptionOptions());
  else options.setCount(String(limit));
  return request(options);
};

/** What a failed read means to the caller of the port. */
export const readFault = (error: unknown): StoreFault => {
  if (error instanceof StoreFault) return error;
  switch (failureOf(error)) {
    case "denied":
      return new StoreFault("store.denied");
    case "rejected":
      return new StoreFault("store.rejected");
    case "deleted":
      return new StoreFault("store.corrupt", { cause: "a stream was deleted" });
    default:
      return new StoreFault("store.unavailable");
  }
};

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

export class Reader {
  readonly #session: Session;
  readonly #namespace: Namespace;
  readonly #idleMs: number;

  constructor(session: Session, namespace: Namespace, idleMs: number) {
    this.#session = session;
    this.#namespace = namespace;
    this.#idleMs = idleMs;
  }

  async #collect<T>(message: streams.ReadReq, seenAs: SeenAs<T>, signal?: AbortSignal): Promise<readonly T[]> {
    let call: ReadCall | undefined;
    try {
      call = await this.#session.openRead(message);
      const { stream } = call;
      const stop = (): void => void stream.destroy(new StoreFault("store.unavailable"));
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop);
      const dog = watchdog(call, this.#idleMs);
      const seen: T[] = [];
      try {
        for await (const response of call.stream as AsyncIterable<streams.ReadResp>) {
          dog.fed();
          if (response.hasStreamNotFound()) return [];
          const event = response.hasEvent() ? seenAs(response) : undefined;
          if (event !== undefined) seen.push(event);
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

  /** One more try for a read that failed for want of a leader or a connection: reading twice harms nobody. */
  async #read<T>(message: streams.ReadReq, seenAs: SeenAs<T>): Promise<readonly T[]> {
    try {
      return await this.#collect(message, seenAs);
    } catch (error) {
      if (!(error instanceof StoreFault && error.code === "store.unavailable")) throw error;
      return this.#collect(message, seenAs);
    }
  }

  stream(stream: string, from: number): Promise<readonly Seen[]> {
    return this.#read(streamRequest(this.#namespace.outer(stream), from), this.#ours);
  }

  /** What stands at a place, in one try that leaves nothing behind when it takes longer than `ms`. */
  look(stream: string, from: number, limit: number, ms: number): Promise<readonly Seen[]> {
    const message = streamRequest(this.#namespace.outer(stream), from, limit);
    const work = this.#collect(message, this.#ours, AbortSignal.timeout(Math.ceil(ms)));
    return within(work, ms, () => new StoreFault("store.unavailable"));
  }

  async all(after: Position | "start", limit: number): Promise<readonly Recorded[]> {
    const { pattern } = this.#namespace;
    // The server begins with the event at the position itself.
    const seen = await this.#read(allRequest(after, { stream: pattern }, limit + 1), this.#ours);
    return seen.filter((e) => after === "start" || e.position > after).slice(0, limit);
  }

  /** Every event of all streams that the filter lets through. */
  filtered<T>(filter: Filter, seenAs: SeenAs<T>): Promise<readonly T[]> {
    return this.#read(allRequest("start", filter, Number.MAX_SAFE_INTEGER), seenAs);
  }

  /** A subscription, which begins right after the position. It ends with an error or when it is released. */
  async subscribe(after: Position | "start", filter: Filter): Promise<ReadCall & { readonly release: () => void }> {
    const call = await this.#session.openRead(allRequest(after, filter, "follow"));
    return { ...call, release: () => release(call) };
  }

  readonly #ours: SeenAs<Seen> = (response) => seenEvent(this.#namespace, response);
}
