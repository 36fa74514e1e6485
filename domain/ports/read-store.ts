import type { Position } from "../kernel/brand.ts";

/** One read model's rows: ordered text keys, JSON values. Synchronous, because folds are. */
export interface View {
  readonly get: (key: string) => unknown;
  readonly put: (key: string, value: unknown) => void;
  readonly delete: (key: string) => void;
  /** Rows whose key starts with `prefix`, in key order or against it, after `after` (exclusive, whole key), at most `limit`. */
  readonly list: (prefix: string, options?: ListOptions) => readonly Row[];
}
export type ListOptions = { readonly after?: string; readonly limit?: number; readonly isDescending?: boolean };
export type Row = { readonly key: string; readonly value: unknown };

/**
 * Where read models live. Disposable: everything here can be dropped and rebuilt from the ledger.
 *
 * Contract (`test/contract/read-store.ts`): `transact` applies all changes and the checkpoint, or none (a throw rolls
 * back); reads outside see only committed rows; a `version` other than the stored one drops the view and its
 * checkpoint; `list` orders by code units of the key.
 */
export interface ReadStore {
  /** Opens a view; drops what an older version left. */
  readonly view: (name: string, version: number) => View;
  /** The last event that this view has seen; "start" when none. */
  readonly checkpoint: (name: string) => Position | "start";
  readonly transact: (name: string, checkpoint: Position, work: (view: View) => void) => void;
  readonly drop: (name: string) => void;
  readonly close: () => void;
}
