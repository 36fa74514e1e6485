/** What is asked of the server: one stream, or all events from a place on, once or for ever. */
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Position } from "../../domain/kernel/brand.ts";
import { fromPosition } from "./position.ts";

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

export const streamRequest = (name: string, from: number, limit?: number): streams.ReadReq => {
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

/** Of all events when there is no filter. A read begins with the event at `after`, a subscription right after it. */
export const allRequest = (
  after: Position | "start",
  filter: Filter | undefined,
  limit: number | "follow",
): streams.ReadReq => {
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
  if (filter === undefined) options.setNoFilter(empty());
  else options.setFilter(filterOf(filter));
  if (limit === "follow") options.setSubscription(new Options.SubscriptionOptions());
  else options.setCount(String(limit));
  return request(options);
};
