import type * as v from "valibot";
import type { Fact } from "./decider.ts";

/**
 * The events of one aggregate: for each type its version, the schema of its body, and one sentence for the catalogue.
 * A shape that has ever been written is never edited: it gets a new version and, for old events, an upcast.
 */
export type EventTable = {
  readonly [type: string]: { readonly v: number; readonly tells: string; readonly body: v.GenericSchema };
};

/** The facts that a table describes, as a union over `type`. */
export type FactOf<T extends EventTable> = {
  [K in keyof T & string]: Fact<K, v.InferOutput<T[K]["body"]>>;
}[keyof T & string];
