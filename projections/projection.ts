import type { LedgerEvent } from "../domain/catalogue.ts";
import type { Position } from "../domain/kernel/brand.ts";
import type { Category } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";

/** An event and where it stands in the order of all. */
export type Placed = LedgerEvent & { readonly position: Position };

type OfType<T extends LedgerEvent["type"]> = Extract<Placed, { type: T }>;

/**
 * A fold over the ledger into rows. Deterministic: the same events give the same rows, so any of them can be dropped and
 * rebuilt. `version` changes whenever the rows would.
 */
export type Projection = {
  readonly name: string;
  readonly version: number;
  /**
   * The streams it reads; "sealed": all that are counted and sealed. An unknown event in one of these halts it; in any
   * other it does not.
   */
  readonly categories: readonly Category[] | "sealed";
  /** Told of each batch as a whole, of all that stands in those streams: for what counts them. */
  readonly batch?: (view: View, events: readonly Placed[]) => void;
  readonly when: { readonly [T in LedgerEvent["type"]]?: (view: View, event: OfType<T>) => void };
};

/** Applies one event. Types without a row in `when` are known and of no interest here. */
export const apply = (projection: Projection, view: View, event: Placed): void => {
  const fold = projection.when[event.type] as ((view: View, event: Placed) => void) | undefined;
  fold?.(view, event);
};

/** A row that must be there because an earlier event of the same stream put it. */
export const mustGet = <T>(view: View, key: string): T => {
  const row = view.get(key);
  if (row === undefined) throw new TypeError("a read model lacks a row that its events require");
  return row as T;
};
