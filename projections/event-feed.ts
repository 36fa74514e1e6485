/** The audit trail as others follow it. domain/ports/event-feed.ts */
import type { Position } from "../domain/kernel/brand.ts";
import { type EventFilter, passes } from "../domain/kernel/event-filter.ts";
import type { EventFeed, EventPage, EventRow } from "../domain/ports/event-feed.ts";
import type { View } from "../domain/ports/read-store.ts";
import { auditTrail } from "./audit-trail.ts";
import type { Runner } from "./runner.ts";

const CHUNK = 512;
/** How many events one call looks at: a filter that nothing passes must not hold everybody else up. */
const MAX_LOOKED_AT = 8 * CHUNK;

type ReadChunk = (after: Position | undefined) => readonly EventRow[];

const chunkOf =
  (trail: View): ReadChunk =>
  (after) =>
    trail
      .list("", after === undefined ? { limit: CHUNK } : { after, limit: CHUNK })
      .map(({ value }) => value as EventRow);

/** Looks through `readChunk` for what passes. */
const pageOver = (readChunk: ReadChunk, filter: EventFilter, after: Position | undefined, limit: number): EventPage => {
  const rows: EventRow[] = [];
  let upTo = after;
  for (let looked = 0; looked < MAX_LOOKED_AT; looked += CHUNK) {
    const chunk = readChunk(upTo);
    for (const row of chunk) {
      upTo = row.position;
      if (passes(filter, row)) rows.push(row);
      if (rows.length === limit) return { rows, upTo, isEnd: false };
    }
    if (chunk.length < CHUNK) return { rows, upTo, isEnd: true };
  }
  return { rows, upTo, isEnd: false };
};

export const eventFeedOver = (runner: Runner): EventFeed => {
  const readChunk = chunkOf(runner.view(auditTrail.name));
  // Whoever is up to date asks for what follows the same event: it is read once for all of them.
  let last: { readonly after: Position | undefined; readonly chunk: readonly EventRow[] } | undefined;
  runner.subscribe(() => {
    last = undefined;
  });
  const shared: ReadChunk = (after) => {
    if (last === undefined || last.after !== after) last = { after, chunk: readChunk(after) };
    return last.chunk;
  };
  return {
    read: (filter, after, limit) => pageOver(shared, filter, after, limit),
    end: () => {
      const checkpoint = runner.checkpoints()[auditTrail.name];
      return checkpoint === undefined || checkpoint === "start" ? undefined : (checkpoint as Position);
    },
    subscribe: runner.subscribe,
  };
};
