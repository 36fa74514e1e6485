import type { Refusal } from "./refusal.ts";

/** The outcome of a decision: a value, or the reason why not. A Refusal is never thrown. */
export type Result<T, E = Refusal> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const refuse = <E = Refusal>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** The value of a Result that cannot be a refusal here; throws a Defect otherwise. */
export const expectOk = <T, E>(r: Result<T, E>): T => {
  if (r.ok) return r.value;
  throw new TypeError(`unexpected refusal: ${JSON.stringify(r.error)}`);
};
