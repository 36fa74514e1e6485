import { fc } from "@fast-check/vitest";
import type { Digest } from "../../../domain/kernel/brand.ts";
import type { RequestCommand, Rules } from "../../../domain/request/decider.ts";
import { planDigest } from "../../../domain/request/state.ts";
import { STATEMENT_FORMS } from "../../../domain/statement/form.ts";
import type { SignedStatement } from "../../../domain/statement/statement.ts";
import type { Subject } from "../../../domain/statement/verdict.ts";
import { signed } from "../../support/officer.ts";
import { planOf, submissionOf } from "../../support/plan.ts";
import { by, carol, instant, LEDGER, OFFICERS, place, T0 } from "./arbitrary.ts";

const submit = { type: "Submit" as const, submission: submissionOf(), plan: planOf() };

/** Carol is enrolled and may not approve. */
const rules: Rules = {
  ledger: LEDGER,
  needed: 2,
  forms: STATEMENT_FORMS,
  officer: (id) => {
    const officer = OFFICERS.find((o) => o.id === id);
    return officer && { id, spki: officer.spki, mayApprove: id !== "carol" };
  },
};

/** About the plan that is submitted, by everybody: approved, denied, out of time, about another plan, by another's key. */
const STATEMENTS: readonly SignedStatement[] = OFFICERS.flatMap((officer) => {
  const about: Subject = {
    ledger: LEDGER,
    operation: "certificate.issue",
    subject: submit.plan.request,
    digest: planDigest(submit.plan),
    requester: submit.submission.requester,
  };
  return [
    ...Array.from({ length: 6 }, () => signed(officer, about)),
    signed(officer, about, { decision: "deny" }),
    signed(officer, about, { notAfter: T0 }),
    signed(officer, { ...about, digest: "B".repeat(43) as Digest }),
    signed(officer, about, {}, carol),
  ];
});

export const requestCommand: fc.Arbitrary<RequestCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(submit) },
  { weight: 1, arbitrary: fc.constant({ ...submit, mandate: { id: "web", digest: "M".repeat(43) as Digest } }) },
  {
    weight: 9,
    arbitrary: fc.record({
      type: fc.constant("Judge" as const),
      approval: fc.constantFrom(...STATEMENTS),
      rules: fc.constant(rules),
      now: instant,
    }),
  },
  fc.record({ type: fc.constant("Cancel" as const), by }),
  fc.constant({ type: "RecordFulfilled" as const, certificate: place, issued: "00000000-0000-8000-8000-000000000000" }),
  fc.record({ type: fc.constant("RecordFailed" as const), code: fc.constant("x") }),
);
