import type { LedgerEvent } from "../catalogue.ts";
import type { Position } from "../kernel/brand.ts";
import type { EventFilter } from "../kernel/event-filter.ts";
import type { Instant } from "../kernel/instant.ts";

/** An event as it is told: who did what, when, known how. Bodies stay in the ledger. */
export type EventRow = {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly type: LedgerEvent["type"];
  readonly at: Instant;
  readonly actor: string;
  readonly authentication: string;
  readonly correlation: string;
  readonly basis: number | null;
};

/** `upTo`: how far was looked, where to go on. `isEnd`: there was nothing after it. */
export type EventPage = {
  readonly rows: readonly EventRow[];
  readonly upTo: Position | undefined;
  readonly isEnd: boolean;
};

/**
 * The ledger as others follow it, in its order: what the read models have, so that an event is told when everything that
 * is derived from it can be asked for.
 */
export interface EventFeed {
  /** Events after `after` that pass; at most `limit`, and fewer when many in a row do not. */
  readonly read: (filter: EventFilter, after: Position | undefined, limit: number) => EventPage;
  /** The newest event that can be read; undefined before the first. */
  readonly end: () => Position | undefined;
  /** Calls `listener` whenever there may be more. Returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}
