import type { Candidate, Lint } from "./lint.ts";
import { serialEntropy } from "./serial-entropy.ts";
import { subjectOrAltName } from "./subject-or-alt-name.ts";
import { withinIssuer } from "./within-issuer.ts";

export const lints: readonly Lint[] = [serialEntropy, subjectOrAltName, withinIssuer];

export type Finding = { readonly rule: string; readonly severity: "error" | "warning"; readonly detail: string };

/** Every broken rule, in the order of the list. */
export const runLints = (candidate: Candidate, rules: readonly Lint[] = lints): readonly Finding[] =>
  rules.flatMap((rule) => {
    const detail = rule.check(candidate);
    return detail === undefined ? [] : [{ rule: rule.id, severity: rule.severity, detail }];
  });
