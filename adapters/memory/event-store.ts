/**
 * The event store in memory: stricter than any other, and able to fail on demand. What it refuses as a Defect, the
 * others would store; so code that passes here writes sound envelopes.
 */
import type { Position } from "../../domain/kernel/brand.ts";
import { equalBytes } from "../../domain/kernel/bytes.ts";
import { decodeEnvelope, linkEnvelope, type StreamEnd } from "../../domain/kernel/envelope.ts";
import {
  checkAppend,
  type EventStore,
  type NewEvent,
  type Recorded,
  type Revision,
  RevisionConflict,
  StoreFault,
} from "../../domain/ports/event-store.ts";

/** `before`: nothing is written. `after`: it is written, and the answer is lost. */
export type AppendFault = { readonly when: "before" | "after"; readonly fault: StoreFault };

export type MemoryEventStore = EventStore & {
  readonly faults: {
    /** Asked at each append; what it returns happens. */
    onAppend: (stream: string, events: readonly NewEvent[]) => AppendFault | undefined;
  };
};

const toPosition = (n: number): Position => n.toString(16).padStart(16, "0") as Position;

/** `isStrict: false` takes bytes that are no envelopes, for the contract suite. */
export const openMemoryEventStore = (options: { readonly isStrict?: boolean } = {}): MemoryEventStore => {
  const { isStrict = true } = options;
  const all: Recorded[] = [];
  const streams = new Map<string, Recorded[]>();
  const ends = new Map<string, StreamEnd>();
  const wakers = new Set<() => void>();
  let isClosed = false;
  const faults: MemoryEventStore["faults"] = { onAppend: () => undefined };

  const open = (): void => {
    if (isClosed) throw new StoreFault("store.unavailable");
  };

  const checkEnvelopes = (stream: string, events: readonly NewEvent[]): StreamEnd | undefined => {
    let end = ends.get(stream);
    for (const { id, type, bytes } of events) {
      const envelope = decodeEnvelope(bytes);
      if (!envelope.ok) throw new TypeError(envelope.error.detail);
      if (envelope.value.id !== id || envelope.value.type !== type)
        throw new TypeError("an event's id or type differs from its envelope's");
      const linked = linkEnvelope(stream, end, envelope.value, bytes);
      if (!linked.ok) throw new TypeError(linked.error.detail);
      end = linked.value;
    }
    return end;
  };

  const write = (stream: string, expected: Revision, events: readonly NewEvent[]) => {
    const had = streams.get(stream) ?? [];
    const wanted = expected === "absent" ? 0 : expected + 1;
    if (had.length !== wanted) {
      const there = had.slice(wanted, wanted + events.length);
      const same =
        there.length === events.length &&
        there.every((r, i) => r.id === events[i]?.id && equalBytes(r.bytes, events[i].bytes));
      const last = there.at(-1);
      if (!same || last === undefined) throw new RevisionConflict(stream, expected);
      return { revision: last.revision, position: last.position };
    }
    const end = isStrict ? checkEnvelopes(stream, events) : undefined;
    if (end !== undefined) ends.set(stream, end);
    for (const { id, type, bytes } of events) {
      const record = {
        stream,
        revision: had.length,
        position: toPosition(all.length + 1),
        id,
        type,
        bytes: bytes.slice(),
      };
      had.push(record);
      all.push(record);
    }
    streams.set(stream, had);
    for (const w of wakers) w();
    return { revision: had.length - 1, position: toPosition(all.length) };
  };

  const copy = (r: Recorded): Recorded => ({ ...r, bytes: r.bytes.slice() });
  const readAll = async (after: Position | "start", limit: number) => {
    open();
    const from = after === "start" ? 0 : Number.parseInt(after, 16);
    if (after !== "start" && all[from - 1] === undefined) throw new StoreFault("store.behind");
    return all.slice(from, from + limit).map(copy);
  };

  return {
    faults,
    readStream: async (stream, from = 0) => {
      open();
      return (streams.get(stream) ?? []).slice(from).map(copy);
    },
    readAll,
    append: async (stream, expected, events) => {
      open();
      checkAppend(stream, events);
      const fault = faults.onAppend(stream, events);
      if (fault?.when === "before") throw fault.fault;
      const appended = write(stream, expected, events);
      if (fault?.when === "after") throw fault.fault;
      return appended;
    },
    async *follow(after, signal) {
      let at = after;
      while (!signal.aborted && !isClosed) {
        const seen = all.length;
        const batch = await readAll(at, 512);
        const last = batch.at(-1);
        if (last === undefined) {
          // An append, or the end, between the read and the wait must not be slept through.
          if (all.length !== seen || signal.aborted) continue;
          await new Promise<void>((resolve) => {
            const done = (): void => {
              wakers.delete(done);
              signal.removeEventListener("abort", done);
              resolve();
            };
            wakers.add(done);
            signal.addEventListener("abort", done);
          });
          continue;
        }
        yield batch;
        at = last.position;
      }
    },
    close: async () => {
      isClosed = true;
      for (const w of wakers) w();
    },
  };
};
