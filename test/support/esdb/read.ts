/** Read: one stream or all, both ways, with filters; and subscriptions with checkpoints, under back-pressure. */
import { setTimeout as pause } from "node:timers/promises";
import type streams from "@eventstore/db-client/generated/streams_pb.js";
import { type ServerWritableStream, status } from "@grpc/grpc-js";
import type { Fault } from "./faults.ts";
import { type Filter, filterOf } from "./filter.ts";
import { faultError, type Node } from "./server.ts";
import type { Stored } from "./store.ts";
import { caughtUp, checkpoint, confirmation, eventResponse, nameOf, notFoundResponse, serviceError } from "./wire.ts";

type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Options = streams.ReadReq.Options;

const PAGE = 256;
const BACKWARDS = 1;

const WAKERS = ["drain", "cancelled", "close"] as const;

const drained = (call: Call): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const name of WAKERS) call.off(name, done);
      resolve();
    };
    for (const name of WAKERS) call.on(name, done);
  });

/** Writes under back-pressure; false once nobody listens any more. */
const send = async (call: Call, message: streams.ReadResp): Promise<boolean> => {
  if (call.cancelled || call.destroyed) return false;
  if (!call.write(message)) await drained(call);
  return !call.cancelled;
};

const pageOf = (
  node: Node,
  options: Options,
  from: number,
  limit: number,
): readonly Stored[] | "missing" | "deleted" => {
  const direction = options.getReadDirection() === BACKWARDS ? "backwards" : "forwards";
  if (options.hasAll()) return node.store.readAll(from, limit, direction);
  return node.store.readStream(nameOf(options.getStream()?.getStreamIdentifier()), from, limit, direction);
};

const startOf = (options: Options): number => {
  const all = options.getAll();
  const stream = options.getStream();
  if (all?.hasPosition()) return Number(all.getPosition()?.getCommitPosition());
  if (stream?.hasRevision()) return Number(stream.getRevision());
  if (all?.hasEnd() || stream?.hasEnd()) return Number.MAX_SAFE_INTEGER;
  return 0;
};

/** The server is silent while it looks at what does not pass. */
const scan = async (node: Node, page: readonly Stored[], filter: Filter | undefined): Promise<void> => {
  const { scanMs } = node.nature;
  if (scanMs !== undefined && filter !== undefined && !page.some(filter.passes)) await pause(scanMs);
};

/** Where the next page begins, after `last`. */
const nextOf = (options: Options, last: Stored): number => {
  const isBackwards = options.getReadDirection() === BACKWARDS;
  if (options.hasAll()) return isBackwards ? last.position : last.position + 1;
  return isBackwards ? last.revision - 1 : last.revision + 1;
};

const readOnce = async (node: Node, call: Call, options: Options, fault: Fault | undefined): Promise<void> => {
  const filter = filterOf(options);
  let left = Number(options.getCount());
  for (let from = startOf(options); left > 0; ) {
    // With a filter, events that are looked at do not count.
    const size = filter === undefined ? Math.min(PAGE, left) : PAGE;
    const page = pageOf(node, options, from, size);
    if (typeof page === "string") {
      const stream = nameOf(options.getStream()?.getStreamIdentifier());
      if (page === "deleted")
        call.emit("error", serviceError(status.FAILED_PRECONDITION, "stream-deleted", { "stream-name": stream }));
      else {
        await send(call, notFoundResponse(stream));
        call.end();
      }
      return;
    }
    await scan(node, page, filter);
    for (const event of page) {
      if (left === 0) break;
      if (filter !== undefined && !filter.passes(event)) continue;
      left -= 1;
      if (!(await send(call, eventResponse(event, node.nature.isStructured)))) return;
      if (fault?.kind === "cut") {
        call.emit("error", faultError(fault));
        return;
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < size) break;
    from = nextOf(options, last);
  }
  call.end();
};

/** Right after the given place, which is exclusive here. */
const afterOf = (options: Options): number => {
  const start = startOf(options);
  const isGiven = options.getAll()?.hasPosition() || options.getStream()?.hasRevision();
  return isGiven ? start + 1 : start;
};

/** Tells the subscriber how far the server has looked, now and then. */
const checkpoints = (call: Call, filter: Filter | undefined) => {
  let looked = 0;
  return async (event: Stored): Promise<boolean> => {
    looked += 1;
    if (filter === undefined || looked % filter.checkpointEvery !== 0) return true;
    return send(call, checkpoint(event.position));
  };
};

const subscribe = async (node: Node, call: Call, options: Options, fault: Fault | undefined): Promise<void> => {
  const filter = filterOf(options);
  const reached = checkpoints(call, filter);
  let isLive = false;
  let wake = (): void => undefined;
  const stop = node.onCommit(() => wake());
  call.on("cancelled", () => wake());
  if (!(await send(call, confirmation()))) return;
  let sent = 0;
  for (let from = afterOf(options); !call.cancelled && !call.destroyed; ) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const page = pageOf(node, options, from, PAGE);
    const events = typeof page === "string" ? [] : page;
    if (events.length > 0) await scan(node, events, filter);
    for (const event of events) {
      from = nextOf(options, event);
      if (filter?.passes(event) ?? true) {
        if (!(await send(call, eventResponse(event, node.nature.isStructured)))) break;
        sent += 1;
        if (fault?.kind === "cut" && sent > (fault.ms ?? 0)) {
          stop();
          call.emit("error", faultError(fault));
          return;
        }
      }
      await reached(event);
    }
    if (events.length > 0) continue;
    if (!isLive) await send(call, caughtUp());
    isLive = true;
    await woken;
  }
  stop();
};

export const read = (node: Node, call: Call): void => {
  const options = call.request.getOptions();
  if (options === undefined) {
    call.emit("error", serviceError(status.INVALID_ARGUMENT));
    return;
  }
  const isSubscription = options.hasSubscription();
  const fault = node.faults.next(isSubscription ? "subscribe" : "read");
  const stream = options.hasAll() ? "$all" : nameOf(options.getStream()?.getStreamIdentifier());
  call.on("error", () => undefined);
  if (fault?.kind === "stall") return;
  if (fault !== undefined && fault.kind !== "cut") {
    call.emit("error", faultError(fault));
    return;
  }
  if (!node.access.may(call.metadata, "$r", stream)) {
    call.emit("error", serviceError(status.PERMISSION_DENIED, "access-denied"));
    return;
  }
  // Forwards only: the server does not look at what a backwards read stops before.
  const place = options.getReadDirection() === BACKWARDS ? undefined : options.getAll()?.getPosition();
  if (place !== undefined && !node.store.stands(Number(place.getCommitPosition()))) {
    call.emit("error", serviceError(status.UNKNOWN));
    return;
  }
  const work = isSubscription ? subscribe(node, call, options, fault) : readOnce(node, call, options, fault);
  work.catch(() => call.destroy());
};
