/**
 * Life of one request. Stream `request-<id>`.
 *
 * Invariants:
 * - one live plan; an approval is of exactly that plan, by its digest;
 * - an unsigned or unverified approval never becomes an event;
 * - approved means: enough distinct officers, none of them the requester, entitled at the recorded `basis`; or a mandate
 *   in force at that basis. There is no third way.
 */
import type { Decider } from "../kernel/decider.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { StatementForm } from "../statement/form.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { judge, personBehind, type Signatory, type Subject } from "../statement/verdict.ts";
import type { MandateRef, Plan, RequestEvent } from "./events.ts";
import { evolveRequest, initialRequest, type PlannedRequest, planDigest, type Request } from "./state.ts";

type Submission = Extract<RequestEvent, { type: "RequestSubmitted" }>["body"];

/** What governance says at the recorded basis. */
export type Rules = {
  readonly ledger: string;
  /** How many distinct officers this plan needs. */
  readonly needed: number;
  readonly officer: (id: string) => Signatory | undefined;
  /** The forms of statement that count. */
  readonly forms: readonly StatementForm[];
};

export type RequestCommand =
  | {
      readonly type: "Submit";
      readonly submission: Submission;
      readonly plan: Plan;
      /** The mandate that covers the plan, as judged from its bytes; none when officers are to be asked. */
      readonly mandate?: MandateRef | undefined;
    }
  | { readonly type: "Judge"; readonly approval: SignedStatement; readonly rules: Rules; readonly now: Instant }
  | { readonly type: "Cancel"; readonly by: string }
  | { readonly type: "RecordFulfilled"; readonly certificate: Pick<Plan, "issuer" | "serial">; readonly issued: string }
  | { readonly type: "RecordFailed"; readonly code: string };

/** What the approvers of this request sign about. */
export const subjectOf = (ledger: string, state: PlannedRequest): Omit<Subject, "forms"> => ({
  ledger,
  operation: "certificate.issue",
  subject: state.plan.request,
  digest: state.digest,
  requester: state.submission.requester,
});

const judgeApproval = (
  { approval, rules, now }: Extract<RequestCommand, { type: "Judge" }>,
  state: PlannedRequest,
): Result<readonly RequestEvent[]> => {
  const judged = judge(approval, { ...subjectOf(rules.ledger, state), forms: rules.forms }, rules.officer, now);
  if (!judged.ok) return judged;
  if (approval.statement.decision === "deny")
    return ok([
      { type: "ApprovalRefused", body: { approval } },
      { type: "RequestDenied", body: { plan: state.digest } },
    ]);
  const person = personBehind(judged.value);
  const before = state.approvals.map(({ statement: { approver } }) => {
    const other = rules.officer(approver);
    return other === undefined ? `officer:${approver}` : personBehind(other);
  });
  if (before.includes(person))
    return refuse(refusal("statement.repeated", "this officer has approved this plan before, perhaps as another"));
  const given: RequestEvent = { type: "ApprovalGiven", body: { approval } };
  const approvers = [...state.approvals.map((a) => a.statement.approver), judged.value.id].sort();
  if (approvers.length < rules.needed) return ok([given]);
  return ok([given, { type: "RequestApproved", body: { plan: state.digest, approvers } }]);
};

export const request: Decider<Request, RequestCommand, RequestEvent> = {
  initial: initialRequest,
  decide(command, state) {
    if (command.type === "Submit") {
      if (state.at !== "absent") return refuse(refusal("request.exists", "a request of this id exists"));
      if (command.plan.findings.some((f) => f.severity === "error"))
        return refuse(
          refusal("profile.violated", command.plan.findings.find((f) => f.severity === "error")?.detail ?? ""),
        );
      const { plan, mandate } = command;
      const asked: readonly RequestEvent[] = [
        { type: "RequestSubmitted", body: command.submission },
        { type: "IssuancePlanned", body: { plan } },
      ];
      if (mandate === undefined) return ok(asked);
      return ok([...asked, { type: "RequestMandated", body: { plan: planDigest(plan), mandate } }]);
    }
    if (state.at === "absent" || state.at === "submitted") return refuse(refusal("request.unknown", "no such request"));
    switch (command.type) {
      case "Judge":
        if (state.at !== "planned") return refuse(refusal("request.not-open", `the request is ${state.at}`));
        return judgeApproval(command, state);
      case "Cancel":
        if (state.at !== "planned") return refuse(refusal("request.not-open", `the request is ${state.at}`));
        return ok([{ type: "RequestCancelled", body: { by: command.by } }]);
      case "RecordFulfilled":
        if (state.at === "fulfilled") return ok([]);
        if (state.at !== "approved") return refuse(refusal("request.not-approved", `the request is ${state.at}`));
        return ok([{ type: "RequestFulfilled", body: { certificate: command.certificate, issued: command.issued } }]);
      case "RecordFailed":
        if (state.at === "failed") return ok([]);
        if (state.at !== "approved") return refuse(refusal("request.not-approved", `the request is ${state.at}`));
        return ok([{ type: "RequestFailed", body: { code: command.code } }]);
    }
  },
  evolve: evolveRequest,
};
