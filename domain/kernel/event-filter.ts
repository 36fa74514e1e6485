/** Which events somebody wants to hear of: the same words for the list, the stream and webhooks. */
import * as v from "valibot";
import { Actor, Uuid } from "./brand.ts";
import { categoryOf, isStreamName } from "./stream.ts";

const MAX_VALUES = 16;

const some = <S extends v.GenericSchema<string, string>>(item: S) => v.pipe(v.array(item), v.maxLength(MAX_VALUES));

export const EventTypeName = v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z]{2,59}$/), v.description("a type of event"));
export const StreamFilter = v.pipe(
  v.string(),
  v.maxLength(200),
  v.check(isStreamName, "a stream, or a category of streams"),
  v.description("a stream, or a category of streams"),
);

/** Each list empty: whatever it is. Several values of one list: any of them. Several lists: all of them. */
export const EventFilterSchema = v.strictObject({
  types: some(EventTypeName),
  streams: some(StreamFilter),
  actors: some(Actor),
  correlations: some(Uuid),
});
export type EventFilter = v.InferOutput<typeof EventFilterSchema>;

export const EVERYTHING: EventFilter = { types: [], streams: [], actors: [], correlations: [] };

type Filtered = {
  readonly type: string;
  readonly stream: string;
  readonly actor: string;
  readonly correlation: string;
};

const isAmong = (wanted: readonly string[], ...values: readonly string[]): boolean =>
  wanted.length === 0 || values.some((value) => wanted.includes(value));

export const passes = ({ types, streams, actors, correlations }: EventFilter, event: Filtered): boolean =>
  isAmong(types, event.type) &&
  isAmong(streams, event.stream, categoryOf(event.stream)) &&
  isAmong(actors, event.actor) &&
  isAmong(correlations, event.correlation);
