/**
 * Appends over one bidirectional call (BatchAppend, servers from 21.10). Every call keeps its own table of what waits for
 * an answer, so that when it breaks only its own appends are in doubt, and an answer that nobody waits for is nothing.
 */
import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { type NewEvent, type Revision, StoreFault } from "../../domain/ports/event-store.ts";
import { contentId, metadataOf } from "./event.ts";
import { type Failure, failureOf } from "./fault.ts";
import { type BatchCall, type Session, within } from "./session.ts";
import { fromUuid, toUuid } from "./uuid.ts";

export type Append = { readonly stream: string; readonly expected: Revision; readonly events: readonly NewEvent[] };

export type Answer =
  | { readonly is: "appended"; readonly revision: number; readonly commit: string; readonly prepare: string }
  | { readonly is: "conflict" }
  | {
      readonly is: "failed";
      readonly failure: Failure;
      /** Gives up the connection that a server answered on, which cannot write now and may never again. */
      readonly leave?: () => void;
    };

const failed = (failure: Failure): Answer => ({ is: "failed", failure });

const DETAILS = "event_store.client.";
const BY_DETAIL: Readonly<Record<string, Failure>> = {
  AccessDenied: "denied",
  MaximumAppendSizeExceeded: "rejected",
  StreamDeleted: "deleted",
};

const proposed = (event: NewEvent): streams.BatchAppendReq.ProposedMessage => {
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(toUuid(contentId(event)));
  message.getMetadataMap().set("type", event.type);
  // Opaque: the server parses and changes what it takes for JSON.
  message.getMetadataMap().set("content-type", "application/octet-stream");
  message.setData(event.bytes);
  message.setCustomMetadata(metadataOf(event));
  return message;
};

/** Without a deadline: the protocol's is a time of day, and a server whose clock is ahead of ours would let none be met. */
const requestOf = (correlation: string, { stream, expected, events }: Append): streams.BatchAppendReq => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString("base64"));
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier);
  if (expected === "absent") options.setNoStream(new empty.Empty());
  else options.setStreamPosition(String(expected));
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(toUuid(correlation));
  request.setOptions(options);
  request.setProposedMessagesList(events.map(proposed));
  request.setIsFinal(true);
  return request;
};

const answerOf = (response: streams.BatchAppendResp): Answer => {
  const success = response.getSuccess();
  const position = success?.getPosition();
  if (success !== undefined && position !== undefined)
    return {
      is: "appended",
      revision: Number(success.getCurrentRevision()),
      commit: position.getCommitPosition(),
      prepare: position.getPreparePosition(),
    };
  const detail = response.getError()?.getDetails()?.getTypeName() ?? "";
  const name = detail.startsWith(DETAILS) ? detail.slice(DETAILS.length) : "";
  if (name === "WrongExpectedVersion") return { is: "conflict" };
  if (response.getError()?.getMessage() === "BadRequest") return failed("rejected");
  // A server that starts or does not lead says so without a detail; its time-out says nothing about the write.
  return failed(BY_DETAIL[name] ?? "unknown");
};

type Waiting = { readonly settle: (answer: Answer) => void };

/** One call and what waits for its answers. */
class Batch {
  readonly #call: BatchCall;
  readonly #waiting = new Map<string, Waiting>();
  isOpen = true;
  /** Answers so far: an append that times out while others are answered does not mean that the call is dead. */
  answers = 0;

  constructor(call: BatchCall) {
    this.#call = call;
    call.stream.on("data", (response: streams.BatchAppendResp) => {
      this.answers += 1;
      const id = fromUuid(response.getCorrelationId());
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      const answer = answerOf(response);
      waiting?.settle(answer.is === "failed" ? { ...answer, leave: () => this.cancel() } : answer);
    });
    call.stream.on("error", (error) => {
      if (this.isOpen) call.failed(error);
      this.#end(failureOf(error));
    });
    call.stream.on("end", () => {
      if (this.isOpen) call.lost();
      this.#end("unknown");
    });
  }

  send(append: Append, ms: number): Promise<Answer> {
    if (!this.isOpen) return Promise.resolve(failed("again"));
    return new Promise((resolve) => {
      const correlation = randomUUID();
      const before = this.answers;
      const timer = setTimeout(() => {
        this.#waiting.delete(correlation);
        resolve(failed("unknown"));
        // Nothing at all came back in that time: whoever waits still, waits in vain.
        if (this.answers === before) this.cancel();
      }, ms);
      this.#waiting.set(correlation, {
        settle: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
      });
      this.#call.stream.write(requestOf(correlation, append));
    });
  }

  /** Gives up the call and the connection under it. */
  cancel(): void {
    if (!this.isOpen) return;
    this.close();
    this.#call.lost();
  }

  close(): void {
    this.isOpen = false;
    this.#call.stream.cancel();
    this.#end("unknown");
  }

  #end(failure: Failure): void {
    this.isOpen = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    // A server that turns the whole call away does so before it answers anything. Whatever else ends the call, what was
    // sent on it may have been written.
    const isTurnedAway = this.answers === 0 && (failure === "denied" || failure === "rejected");
    for (const { settle } of waiting) settle(failed(isTurnedAway ? failure : "unknown"));
  }
}

export class BatchAppender {
  readonly #session: Session;
  #batch: Promise<Batch> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async #open(): Promise<Batch> {
    const before = this.#batch;
    const had = await before?.catch(() => undefined);
    if (had?.isOpen) return had;
    // Several come here at once when a call broke; the first opens for all.
    if (this.#batch === before) this.#batch = this.#session.openBatch().then((call) => new Batch(call));
    return this.#batch as Promise<Batch>;
  }

  /** Never rejects and always settles: after `ms` at the latest. Once it was sent, the outcome is unknown then. */
  async append(append: Append, ms: number): Promise<Answer> {
    const until = performance.now() + ms;
    let batch: Batch;
    try {
      batch = await within(this.#open(), ms, () => new StoreFault("store.unavailable"));
    } catch (error) {
      // No connection: nothing was sent.
      const failure = failureOf(error);
      return failed(failure === "unknown" ? "again" : failure);
    }
    return batch.send(append, Math.max(1, until - performance.now()));
  }

  /** Once nothing waits any more. */
  async close(): Promise<void> {
    const batch = await this.#batch?.catch(() => undefined);
    batch?.close();
  }
}
