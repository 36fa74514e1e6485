import type { Position } from "../kernel/brand.ts";

/** A seal; `witnesses`: the lines of those who cosigned it. */
export type SealRow = {
  readonly key: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly note: string;
  /** Where the seal stands itself. */
  readonly revision: number;
  readonly position: Position;
  readonly witnesses: readonly string[];
};

/** Index and position of events, as far as the read models have come. domain/transparency/leaf.ts says what is counted. */
export interface LedgerIndex {
  /** How many events were counted. */
  readonly size: () => number;
  /** The newest seal of all, whatever its origin; empty before the first. */
  readonly newest: () => readonly SealRow[];
  /** The newest seals under an origin, the newest first. */
  readonly seals: (origin: string, limit: number) => readonly SealRow[];
  /** The smallest tree under an origin that has the event at `index`. */
  readonly sealOver: (origin: string, index: number) => SealRow | undefined;
  /** The index of the event at a position; undefined when there is none, or it is not counted. */
  readonly indexOf: (position: Position) => Promise<number | undefined>;
  /** Where to begin to read, and to count, in order to come to the event at `index`: at most a block before it. */
  readonly startOf: (index: number) => { readonly after: Position | "start"; readonly index: number };
}
