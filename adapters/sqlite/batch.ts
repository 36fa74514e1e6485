/**
 * What crosses between the calling thread and the writer's: all appends of one transaction as a few flat arrays and one
 * buffer that changes hands. Message by message, object by object, the crossing costs more than the insert.
 */
import type { StoreFaultCode } from "../../domain/ports/event-store.ts";
import type { Append, Outcome } from "./writer.ts";

export type PackedAppends = {
  readonly streams: readonly string[];
  /** Expected revision of each append, -1 for "absent"; then how many events it has. */
  readonly shapes: Int32Array;
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly lengths: Uint32Array;
  /** All events' bytes, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
};

export const packAppends = (appends: readonly Append[]): PackedAppends => {
  const events = appends.flatMap((a) => a.events);
  const bytes = new Uint8Array(events.reduce((n, e) => n + e.bytes.length, 0));
  const lengths = new Uint32Array(events.length);
  let at = 0;
  for (const [i, e] of events.entries()) {
    bytes.set(e.bytes, at);
    lengths[i] = e.bytes.length;
    at += e.bytes.length;
  }
  const shapes = new Int32Array(appends.length * 2);
  for (const [i, a] of appends.entries()) {
    shapes[i * 2] = a.expected === "absent" ? -1 : a.expected;
    shapes[i * 2 + 1] = a.events.length;
  }
  return {
    streams: appends.map((a) => a.stream),
    shapes,
    ids: events.map((e) => e.id),
    types: events.map((e) => e.type),
    lengths,
    bytes,
  };
};

export const unpackAppends = ({ streams, shapes, ids, types, lengths, bytes }: PackedAppends): readonly Append[] => {
  let event = 0;
  let at = 0;
  return streams.map((stream, i) => {
    const revision = shapes[i * 2] ?? -1;
    const events = Array.from({ length: shapes[i * 2 + 1] ?? 0 }, () => {
      const end = at + (lengths[event] ?? 0);
      const one = { id: ids[event] ?? "", type: types[event] ?? "", bytes: bytes.subarray(at, end) };
      at = end;
      event += 1;
      return one;
    });
    return { stream, expected: revision < 0 ? "absent" : revision, events };
  });
};

/** Faults by place: the number stands in the answer. */
const CODES: readonly StoreFaultCode[] = [
  "store.unavailable",
  "store.ambiguous",
  "store.full",
  "store.corrupt",
  "store.denied",
  "store.rejected",
];
const CONFLICT = -1;
const FIRST_FAULT = -2;

/** Two numbers each: revision and position, or what went wrong and nothing. */
export const packOutcomes = (outcomes: readonly Outcome[]): Float64Array<ArrayBuffer> => {
  const packed = new Float64Array(outcomes.length * 2);
  for (const [i, o] of outcomes.entries()) {
    if (o.is === "fault") packed[i * 2] = FIRST_FAULT - CODES.indexOf(o.code);
    else packed[i * 2] = o.is === "conflict" ? CONFLICT : o.revision;
    if (o.is === "appended") packed[i * 2 + 1] = o.position;
  }
  return packed;
};

export const outcomeAt = (packed: Float64Array, i: number): Outcome => {
  const revision = packed[i * 2] ?? FIRST_FAULT;
  if (revision >= 0) return { is: "appended", revision, position: packed[i * 2 + 1] ?? 0 };
  if (revision === CONFLICT) return { is: "conflict" };
  return { is: "fault", code: CODES[FIRST_FAULT - revision] ?? "store.unavailable" };
};
