/** A rule about one kind of structure, and what is said when it is broken. */

/** `error`: the standard says MUST. `warning`: SHOULD, or practice. `notice`: worth knowing. */
export type Severity = "error" | "warning" | "notice";

/**
 * `effective`: the day, `YYYY-MM-DD`, from which structures are made under the rule. `check` says in a sentence what is
 * wrong; anything else than a sentence means that nothing is.
 */
export type Rule<View> = {
  readonly id: string;
  readonly clause: string;
  readonly severity: Severity;
  readonly effective: string;
  readonly check: (view: View) => string | false | undefined;
};

export type Finding = {
  readonly rule: string;
  readonly clause: string;
  readonly severity: Severity;
  readonly detail: string;
};

/** Every broken rule, in the order of the list. `madeOn`: when the structure was made; all rules hold when unknown. */
export const findingsOf = <View>(
  rules: readonly Rule<View>[],
  view: View,
  madeOn: string | undefined,
): readonly Finding[] =>
  rules.flatMap(({ id, clause, severity, effective, check }) => {
    const detail = madeOn !== undefined && madeOn < effective ? undefined : check(view);
    return detail ? [{ rule: id, clause, severity, detail }] : [];
  });
