import { expect, test } from "vitest";
import { fold } from "../../../domain/kernel/decider.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { type RequestCommand, type Rules, request, subjectOf } from "../../../domain/request/decider.ts";
import type { RequestEvent } from "../../../domain/request/events.ts";
import { planDigest } from "../../../domain/request/state.ts";
import { STATEMENT_FORMS } from "../../../domain/statement/form.ts";
import type { Statement } from "../../../domain/statement/statement.ts";
import { makeOfficer, signed, type TestOfficer } from "../../support/officer.ts";
import { planOf, submissionOf } from "../../support/plan.ts";
import { expectDecided } from "../../support/spec.ts";

const now = "2026-06-01T00:00:00.000Z" as Instant;
const [alice, bob, carol] = [makeOfficer("alice"), makeOfficer("bob", "p256"), makeOfficer("carol")];
const plan = planOf();
const rules: Rules = {
  ledger: "test/1",
  needed: 2,
  forms: STATEMENT_FORMS,
  officer: (id) => {
    const o = [alice, bob, carol].find((x) => x.id === id);
    return o && { id, spki: o.spki, mayApprove: id !== "carol" };
  },
};
const submitted: RequestEvent[] = [
  { type: "RequestSubmitted", body: submissionOf() },
  { type: "IssuancePlanned", body: { plan } },
];
const state = fold(request, submitted);
if (state.at !== "planned") throw new TypeError("not planned");
const subject = subjectOf("test/1", state);
const by = (officer: TestOfficer, change: Partial<Statement> = {}, key: TestOfficer = officer) =>
  signed(officer, subject, change, key);
const judge = (approval: ReturnType<typeof by>): RequestCommand => ({ type: "Judge", approval, rules, now });
const given = (officer: TestOfficer): RequestEvent => ({ type: "ApprovalGiven", body: { approval: by(officer) } });
const approved: RequestEvent[] = [
  ...submitted,
  given(alice),
  given(bob),
  { type: "RequestApproved", body: { plan: planDigest(plan), approvers: ["alice", "bob"] } },
];
const mandate = { id: "web", digest: "M".repeat(43) as never };
const mandated: RequestEvent[] = [...submitted, { type: "RequestMandated", body: { plan: planDigest(plan), mandate } }];
const place = { issuer: plan.issuer, serial: plan.serial };
const fulfil: RequestCommand = {
  type: "RecordFulfilled",
  certificate: place,
  issued: "00000000-0000-8000-8000-000000000000",
};
const error = { rule: "r", severity: "error" as const, detail: "broken" };

test.for<{ name: string; given: RequestEvent[]; when: RequestCommand; then: string | string[] }>([
  {
    name: "submitting plans at once",
    given: [],
    when: { type: "Submit", submission: submissionOf(), plan },
    then: ["RequestSubmitted", "IssuancePlanned"],
  },
  {
    name: "a request is submitted once",
    given: submitted,
    when: { type: "Submit", submission: submissionOf(), plan },
    then: "request.exists",
  },
  {
    name: "a plan that breaks a rule is refused",
    given: [],
    when: { type: "Submit", submission: submissionOf(), plan: planOf({ findings: [error] }) },
    then: "profile.violated",
  },
  {
    name: "a mandate stands for the approvals at once",
    given: [],
    when: { type: "Submit", submission: submissionOf(), plan, mandate },
    then: ["RequestSubmitted", "IssuancePlanned", "RequestMandated"],
  },
  {
    name: "but not for a plan that breaks a rule",
    given: [],
    when: { type: "Submit", submission: submissionOf(), plan: planOf({ findings: [error] }), mandate },
    then: "profile.violated",
  },
  { name: "a mandated request takes no statements", given: mandated, when: judge(by(alice)), then: "request.not-open" },
  { name: "a mandated request is fulfilled", given: mandated, when: fulfil, then: ["RequestFulfilled"] },
  {
    name: "a mandated request that is planned anew is not mandated",
    given: [...mandated, { type: "IssuancePlanned", body: { plan: planOf({ shard: 1 }) } }],
    when: fulfil,
    then: "request.not-approved",
  },
  {
    name: "the first approval waits for the second",
    given: submitted,
    when: judge(by(alice)),
    then: ["ApprovalGiven"],
  },
  {
    name: "the second approves",
    given: [...submitted, given(alice)],
    when: judge(by(bob)),
    then: ["ApprovalGiven", "RequestApproved"],
  },
  {
    name: "nobody approves twice",
    given: [...submitted, given(alice)],
    when: judge(by(alice)),
    then: "statement.repeated",
  },
  {
    name: "one denial ends it",
    given: [...submitted, given(alice)],
    when: judge(by(bob, { decision: "deny" })),
    then: ["ApprovalRefused", "RequestDenied"],
  },
  {
    name: "an officer without the role does not count",
    given: submitted,
    when: judge(by(carol)),
    then: "statement.signer-not-entitled",
  },
  {
    name: "nobody signs for another",
    given: submitted,
    when: judge(by(alice, {}, bob)),
    then: "statement.bad-signature",
  },
  {
    name: "a statement about another plan is refused",
    given: submitted,
    when: judge(by(alice, { digest: "Z".repeat(43) as never })),
    then: "statement.wrong-subject",
  },
  {
    name: "a statement about another request is refused",
    given: submitted,
    when: judge(by(alice, { subject: "b".repeat(32) })),
    then: "statement.wrong-subject",
  },
  {
    name: "a statement about another ledger is refused",
    given: submitted,
    when: judge(by(alice, { ledger: "test/2" })),
    then: "statement.wrong-subject",
  },
  {
    name: "a statement about another operation is refused",
    given: submitted,
    when: judge(by(alice, { operation: "officer.enrol" })),
    then: "statement.wrong-subject",
  },
  {
    name: "a statement that names another requester is refused",
    given: submitted,
    when: judge(by(alice, { requester: "service:other" })),
    then: "statement.wrong-subject",
  },
  {
    name: "an expired statement is refused",
    given: submitted,
    when: judge(by(alice, { notAfter: "2026-05-31T23:59:59.999Z" as Instant })),
    then: "statement.expired",
  },
  {
    name: "an approved request takes no more statements",
    given: approved,
    when: judge(by(alice)),
    then: "request.not-open",
  },
  { name: "an unknown request is unknown", given: [], when: judge(by(alice)), then: "request.unknown" },
  {
    name: "a waiting request is withdrawn",
    given: submitted,
    when: { type: "Cancel", by: "service:web" },
    then: ["RequestCancelled"],
  },
  {
    name: "an approved one is not",
    given: approved,
    when: { type: "Cancel", by: "service:web" },
    then: "request.not-open",
  },
  { name: "an approved one is fulfilled", given: approved, when: fulfil, then: ["RequestFulfilled"] },
  { name: "a waiting one is not", given: submitted, when: fulfil, then: "request.not-approved" },
  {
    name: "an approved one may fail",
    given: approved,
    when: { type: "RecordFailed", code: "x" },
    then: ["RequestFailed"],
  },
  {
    name: "failing again adds nothing",
    given: [...approved, { type: "RequestFailed", body: { code: "x" } }],
    when: { type: "RecordFailed", code: "x" },
    then: [],
  },
  {
    name: "a failed one is not fulfilled",
    given: [...approved, { type: "RequestFailed", body: { code: "x" } }],
    when: fulfil,
    then: "request.not-approved",
  },
])("$name", ({ given: events, when, then }) => expectDecided(request, events, when, then));

test("a new plan takes the approvals away", () => {
  const other = planOf({ durationSeconds: 1 });
  const after = fold(request, [...submitted, given(alice), { type: "IssuancePlanned", body: { plan: other } }]);
  expect(after).toMatchObject({ at: "planned", approvals: [], digest: planDigest(other) });
});

test("the digest covers every field of the plan", () => {
  const digests = [
    plan,
    planOf({ serial: "41" as never }),
    planOf({ key: "d".repeat(32) }),
    planOf({ requester: "service:x" }),
    planOf({ latestNotAfter: now }),
    planOf({ profile: { id: "tls-server", version: 2 } }),
  ].map(planDigest);
  expect(new Set(digests).size).toBe(6);
});
