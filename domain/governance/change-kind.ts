/**
 * One kind of change to who may do what, all of it in one place: its shape, what is signed for it, when it may follow,
 * who must sign, and what it does. `changes/` has a file for each, `change.ts` the table of them.
 */
import * as v from "valibot";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import type { Sealed } from "../kernel/sealed.ts";
import type { StatementForm } from "../statement/form.ts";
import { type Operation, type SignedStatement, SignedStatementSchema } from "../statement/statement.ts";
import type { Signatory } from "../statement/verdict.ts";
import type { FoundedGovernance } from "./state.ts";

/** Who must sign (ADR 13). */
export type Rule = {
  /** How many officers must have signed, whatever the policy says; without it, as many as the policy says. */
  readonly needed?: number;
  /** Whose own signature counts although the role does not say so. */
  readonly besides?: Signatory | undefined;
  /** Officers who would gain by it: none of them is among those who allow it. */
  readonly gaining?: ReadonlySet<string>;
  /** Whether every officer's counts, whatever their role. */
  readonly isAnyOfficer?: boolean;
  /** Who must show that they hold the key that the change is about. Their signature counts towards no quorum. */
  readonly possession?: Signatory;
  /** The form in which they must show it; of their statements in other forms nothing is shown, and they count as any. */
  readonly possessionForm?: StatementForm;
};

export type Approvals = readonly SignedStatement[];
export const ApprovalsSchema = v.pipe(v.array(SignedStatementSchema), v.minLength(1), v.maxLength(32));

type Said<F extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<F, undefined>>;

type Description<C extends string, E extends string, F extends v.ObjectEntries> = {
  /** The change, as an order: `EnrolOfficer`. */
  readonly command: C;
  /** The event that it becomes: `OfficerEnrolled`. */
  readonly event: E;
  /** One sentence for the catalogue of events. */
  readonly tells: string;
  readonly fields: F;
  readonly operation: Operation;
  /** What the officers sign: which thing, and what the digest is over. */
  readonly signs: (said: Said<F>) => { readonly subject: string; readonly over: unknown };
  /** What who signs is shown of it, a label and a text a line. `named`: what a sealed name says. */
  readonly lines: (said: Said<F>, named: (sealed: Sealed) => string) => readonly string[];
  /** Whether it may follow, whoever signed it. `now`: when it is, or was, recorded. */
  readonly sound: (before: FoundedGovernance, said: Said<F>, now: Instant) => Result<unknown>;
  readonly rule: (before: FoundedGovernance, said: Said<F>, approvals: Approvals) => Rule;
  readonly evolve: (before: FoundedGovernance, said: Said<F>) => FoundedGovernance;
};

/** Every kind, seen from where it does not matter which. */
export type AnyKind = Description<string, string, v.ObjectEntries>;

/** A kind with the schemas that follow from its fields: `change` is proposed and signed, `fact` is recorded. */
export const changeKind = <const C extends string, const E extends string, F extends v.ObjectEntries>(
  kind: Description<C, E, F>,
) => ({
  ...kind,
  change: v.strictObject({ type: v.literal(kind.command), ...kind.fields }),
  fact: {
    v: 1 as const,
    tells: kind.tells,
    body: v.strictObject({ ...kind.fields, approvals: ApprovalsSchema }),
  },
});
