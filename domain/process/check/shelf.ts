/**
 * Where a check keeps what it knows of each stream. A ledger has as many streams as certificates and requests, so those of
 * large ones are laid on a disk (`adapters/scratch`); what is kept is plain JSON.
 */
import type { StreamEnd } from "../../kernel/envelope.ts";
import { categoryOf } from "../../kernel/stream.ts";

export type StreamEntry = {
  /** Index of its first event. */
  readonly first: number;
  readonly end: StreamEnd;
  readonly state: unknown;
  /** Of a request: the basis of its approval. */
  readonly approvedAt?: number;
};

export interface Shelf {
  readonly get: (stream: string) => StreamEntry | undefined;
  readonly put: (stream: string, entry: StreamEntry) => void;
  /** All streams of a category, ordered by name. */
  readonly all: (category: string) => Iterable<readonly [stream: string, entry: StreamEntry]>;
  readonly size: () => number;
}

export const memoryShelf = (): Shelf => {
  const entries = new Map<string, StreamEntry>();
  return {
    get: (stream) => entries.get(stream),
    put: (stream, entry) => void entries.set(stream, entry),
    all: (category) =>
      [...entries].filter(([stream]) => categoryOf(stream) === category).sort(([a], [b]) => (a < b ? -1 : 1)),
    size: () => entries.size,
  };
};
