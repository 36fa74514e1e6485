/** Rules about whether an extension is critical. */
import type { Rule, Severity } from "../rule.ts";
import { type Extended, extensionOf } from "../view/extension-view.ts";

type About = {
  readonly id: string;
  readonly oid: string;
  readonly name: string;
  readonly clause: string;
  readonly effective: string;
  /** `error` when the standard says MUST. */
  readonly severity: Exclude<Severity, "notice">;
};

const WORDS = { error: "must", warning: "should" } as const;

const ruleOf =
  (expected: boolean) =>
  ({ id, oid, name, clause, effective, severity }: About): Rule<Extended> => ({
    id,
    clause,
    severity,
    effective,
    check: (view) => {
      const found = extensionOf(view, oid);
      if (found === undefined || found.critical === expected) return undefined;
      return `${name} ${WORDS[severity]}${expected ? "" : " not"} be critical`;
    },
  });

export const critical = ruleOf(true);
export const notCritical = ruleOf(false);
