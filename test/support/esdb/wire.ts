/** Between the protocol's messages and what the store keeps. */
import shared from "@eventstore/db-client/generated/shared_pb.js";
import statusPb from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { Expected, Outcome, Proposed, Stored } from "./store.ts";

const { ReadResp, BatchAppendResp, AppendResp } = streams;
const { Any } = anyPb;
const { Empty } = emptyPb;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  text(identifier?.getStreamName_asU8() ?? new Uint8Array());

const identifierOf = (name: string): shared.StreamIdentifier => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name));
  return identifier;
};

export const uuid = (id: string, isStructured = false): shared.UUID => {
  const message = new shared.UUID();
  if (isStructured) {
    const hex = id.replaceAll("-", "");
    const half = (text: string): string => BigInt.asIntN(64, BigInt(`0x${text}`)).toString();
    const structured = new shared.UUID.Structured();
    structured.setMostSignificantBits(half(hex.slice(0, 16)));
    structured.setLeastSignificantBits(half(hex.slice(16)));
    message.setStructured(structured);
  } else message.setString(id);
  return message;
};

export const proposed = (
  m: streams.BatchAppendReq.ProposedMessage | streams.AppendReq.ProposedMessage | undefined,
): Proposed => {
  const map = m?.getMetadataMap();
  return {
    id: m?.getId()?.getString() ?? "",
    type: map?.get("type") ?? "",
    contentType: map?.get("content-type") ?? "",
    data: m?.getData_asU8() ?? new Uint8Array(),
    metadata: m?.getCustomMetadata_asU8() ?? new Uint8Array(),
  };
};

export const expectedOf = (options: streams.BatchAppendReq.Options): Expected => {
  if (options.hasNoStream()) return "no_stream";
  if (options.hasAny()) return "any";
  if (options.hasStreamExists()) return "stream_exists";
  return Number(options.getStreamPosition());
};

export const expectedOfAppend = (
  options: streams.AppendReq.Options | streams.DeleteReq.Options | streams.TombstoneReq.Options,
): Expected => {
  if (options.hasNoStream()) return "no_stream";
  if (options.hasAny()) return "any";
  if (options.hasStreamExists()) return "stream_exists";
  return Number(options.getRevision());
};

export const eventResponse = (e: Stored, isStructured = false): streams.ReadResp => {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuid(e.id, isStructured));
  recorded.setStreamIdentifier(identifierOf(e.stream));
  recorded.setStreamRevision(String(e.revision));
  recorded.setPreparePosition(String(e.position));
  recorded.setCommitPosition(String(e.position));
  recorded.setCustomMetadata(e.metadata);
  recorded.setData(e.data);
  const map = recorded.getMetadataMap();
  map.set("type", e.type);
  map.set("content-type", e.contentType);
  map.set("created", String(e.created));
  const event = new ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(e.position));
  const response = new ReadResp();
  response.setEvent(event);
  return response;
};

export const notFoundResponse = (stream: string): streams.ReadResp => {
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const response = new ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

export const confirmation = (): streams.ReadResp => {
  const message = new ReadResp.SubscriptionConfirmation();
  message.setSubscriptionId(crypto.randomUUID());
  const response = new ReadResp();
  response.setConfirmation(message);
  return response;
};

export const caughtUp = (): streams.ReadResp => {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
};

export const checkpoint = (position: number): streams.ReadResp => {
  const message = new ReadResp.Checkpoint();
  message.setCommitPosition(String(position));
  message.setPreparePosition(String(position));
  const response = new ReadResp();
  response.setCheckpoint(message);
  return response;
};

const failure = (message: string, detail?: { readonly bytes: Uint8Array; readonly type: string }): statusPb.Status => {
  const s = new statusPb.Status();
  s.setMessage(message);
  const any = new Any();
  if (detail !== undefined) any.pack(detail.bytes, detail.type);
  else any.pack(new Empty().serializeBinary(), "google.protobuf.Empty");
  s.setDetails(any);
  return s;
};

const conflictStatus = (current: number | undefined, expected: Expected): statusPb.Status => {
  const wrong = new shared.WrongExpectedVersion();
  if (current === undefined) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentStreamRevision(String(current));
  if (typeof expected === "number") wrong.setExpectedStreamPosition(String(expected));
  else wrong.setExpectedNoStream(new Empty());
  return failure("Wrong expected version", {
    bytes: wrong.serializeBinary(),
    type: "event_store.client.WrongExpectedVersion",
  });
};

const statusOf = (outcome: Exclude<Outcome, { is: "appended" }>, expected: Expected): statusPb.Status => {
  switch (outcome.is) {
    case "conflict":
      return conflictStatus(outcome.current, expected);
    case "too-large": {
      const m = new shared.MaximumAppendSizeExceeded();
      m.setMaxappendsize(1 << 20);
      return failure("Maximum append size exceeded", {
        bytes: m.serializeBinary(),
        type: "event_store.client.MaximumAppendSizeExceeded",
      });
    }
    case "deleted": {
      const m = new shared.StreamDeleted();
      return failure("Stream deleted", { bytes: m.serializeBinary(), type: "event_store.client.StreamDeleted" });
    }
  }
};

const batchResponse = (correlation: shared.UUID | undefined, stream: string): streams.BatchAppendResp => {
  const response = new BatchAppendResp();
  if (correlation !== undefined) response.setCorrelationId(correlation);
  response.setStreamIdentifier(identifierOf(stream));
  return response;
};

export const refused = (
  correlation: shared.UUID | undefined,
  stream: string,
  kind: "not-ready" | "denied" | "bad-request" | "timeout",
): streams.BatchAppendResp => {
  const response = batchResponse(correlation, stream);
  const denied = { bytes: new shared.AccessDenied().serializeBinary(), type: "event_store.client.AccessDenied" };
  const timeout = { bytes: new shared.Timeout().serializeBinary(), type: "event_store.client.Timeout" };
  if (kind === "denied") response.setError(failure("Access Denied", denied));
  else if (kind === "timeout") response.setError(failure("Timeout", timeout));
  else response.setError(failure(kind === "not-ready" ? "Server Is Not Ready" : "BadRequest"));
  return response;
};

export const batchAnswer = (
  correlation: shared.UUID | undefined,
  stream: string,
  expected: Expected,
  outcome: Outcome,
): streams.BatchAppendResp => {
  const response = batchResponse(correlation, stream);
  if (outcome.is !== "appended") {
    response.setError(statusOf(outcome, expected));
    return response;
  }
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(String(outcome.position));
  position.setPreparePosition(String(outcome.position));
  const success = new BatchAppendResp.Success();
  success.setCurrentRevision(String(outcome.revision));
  success.setPosition(position);
  response.setSuccess(success);
  return response;
};

export const appendAnswer = (expected: Expected, outcome: Outcome): streams.AppendResp | ServiceError => {
  const response = new AppendResp();
  if (outcome.is === "appended") {
    const position = new AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new AppendResp.Success();
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  if (outcome.is !== "conflict")
    return serviceError(
      status.INVALID_ARGUMENT,
      outcome.is === "deleted" ? "stream-deleted" : "maximum-append-size-exceeded",
    );
  const wrong = new AppendResp.WrongExpectedVersion();
  if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.current));
  if (typeof expected === "number") wrong.setExpectedRevision(String(expected));
  response.setWrongExpectedVersion(wrong);
  return response;
};

/** A failed call, with the server's word for the reason in its trailing metadata. */
export const serviceError = (code: status, exception?: string, extra: Record<string, string> = {}): ServiceError => {
  const metadata = new Metadata();
  if (exception !== undefined) metadata.set("exception", exception);
  for (const [k, v] of Object.entries(extra)) metadata.set(k, v);
  return Object.assign(new Error(exception ?? "failed"), { code, details: exception ?? "failed", metadata });
};
