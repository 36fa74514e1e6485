/**
 * Appends over one bidirectional call (BatchAppend, servers from 21.10). Every call keeps its own table of what waits for
 * an answer, so that when it breaks only its own appends are in doubt, and an answer that nobody waits for is nothing.
 */
import { randomUUID } from "node:crypto";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import timestamp from "google-protobuf/google/protobuf/timestamp_pb.js";
import { type NewEvent, type Revision, StoreFault } from "../../domain/ports/event-store.ts";
import { contentId, metadataOf } from "./event.ts";
import { type Failure, failureOf } from "./fault.ts";
import type { BatchCall, Session } from "./session.ts";

export type Append = { readonly stream: string; readonly expected: Revision; readonly events: readonly NewEvent[] };

export type Answer =
  | { readonly is: "appended"; readonly revision: number; readonly commit: string; readonly prepare: string }
  | { readonly is: "conflict" }
  | { readonly is: "failed"; readonly failure: Failure };

const failed = (failure: Failure): Answer => ({ is: "failed", failure });

const DETAILS = "event_store.client.";
const BY_DETAIL: Readonly<Record<string, Failure>> = {
  AccessDenied: "denied",
  MaximumAppendSizeExceeded: "rejected",
  StreamDeleted: "deleted",
};

const uuid = (id: string): shared.UUID => {
  const message = new shared.UUID();
  message.setString(id);
  return message;
};

const proposed = (event: NewEvent): streams.BatchAppendReq.ProposedMessage => {
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(uuid(contentId(event)));
  message.getMetadataMap().set("type", event.type);
  // Opaque: the server parses and changes what it takes for JSON.
  message.getMetadataMap().set("content-type", "application/octet-stream");
  message.setData(event.bytes);
  message.setCustomMetadata(metadataOf(event));
  return message;
};

const requestOf = (correlation: string, { stream, expected, events }: Append, ms: number): streams.BatchAppendReq => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString("base64"));
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier);
  options.setDeadline(timestamp.Timestamp.fromDate(new Date(Date.now() + ms)));
  if (expected === "absent") options.setNoStream(new empty.Empty());
  else options.setStreamPosition(String(expected));
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuid(correlation));
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
      const id = response.getCorrelationId()?.getString() ?? "";
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      waiting?.settle(answerOf(response));
    });
    call.stream.on("error", (error) => this.#end(failureOf(error), error));
    call.stream.on("end", () => this.#end("unknown", undefined));
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
      this.#call.stream.write(requestOf(correlation, append, ms));
    });
  }

  cancel(): void {
    this.isOpen = false;
    this.#call.stream.cancel();
    this.#end("unknown", undefined);
  }

  #end(failure: Failure, error: unknown): void {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    if (wasOpen && error !== undefined) this.#call.failed(error);
    // Whatever ended the call, what was sent on it may have been written.
    for (const { settle } of waiting) settle(failed(failure === "again" ? "unknown" : failure));
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

  /** Never rejects and always settles: after `ms` at the latest, and then the outcome is unknown. */
  async append(append: Append, ms: number): Promise<Answer> {
    try {
      return await (await this.#open()).send(append, ms);
    } catch (error) {
      // No connection: nothing was sent.
      return failed(error instanceof StoreFault ? "again" : failureOf(error));
    }
  }

  /** Once nothing waits any more. */
  async close(): Promise<void> {
    const batch = await this.#batch?.catch(() => undefined);
    batch?.cancel();
  }
}
