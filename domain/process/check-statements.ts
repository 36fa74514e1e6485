/**
 * Looks at every statement in the ledger by itself, with the key or credential that was enrolled at its basis: also at
 * approvals that came to nothing, and at denials. Counts who signed in which form.
 */
import type { LedgerEvent } from "../catalogue.ts";
import { countersOf, type Known } from "../governance/credential.ts";
import { type Governance, markOf } from "../governance/state.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import type { RefusalCode } from "../kernel/refusal.ts";
import { subjectOf } from "../request/decider.ts";
import type { PlannedRequest, Request } from "../request/state.ts";
import { formOf, STATEMENT_FORMS, type StatementForm } from "../statement/form.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { judge } from "../statement/verdict.ts";
import { counterOf } from "../statement/webauthn/judge-assertion.ts";
import { rulesOf } from "./plan-rules.ts";

export type Place = { readonly stream: string; readonly revision: number };

export type StatementCount = {
  readonly officer: string;
  readonly form: StatementForm;
  readonly approvals: number;
  readonly denials: number;
};

export type StatementsReport = {
  readonly statements: number;
  readonly forms: Readonly<Record<StatementForm, number>>;
  /** By officer and form, in this order. */
  readonly officers: readonly StatementCount[];
  /** What may have an innocent reason, and may be a copy of a security key. */
  readonly doubts: readonly (Place & { readonly what: string })[];
};

const WORDS: { readonly [C in RefusalCode]?: string } = {
  "statement.wrong-subject": "moved",
  "statement.repeated": "replayed",
  "statement.expired": "late",
  "statement.counter-behind": "by a copy",
};

/** One word for what is wrong with a statement: forged, unless it is something else. */
export const wordOf = (code: RefusalCode): string =>
  WORDS[code] ?? (code.startsWith("statement.") ? "forged" : "unsound");

const statementsIn = (event: LedgerEvent): readonly SignedStatement[] => {
  if (event.type === "ApprovalGiven" || event.type === "ApprovalRefused") return [event.body.approval];
  return "approvals" in event.body ? (event.body.approvals as readonly SignedStatement[]) : [];
};

const isPlanned = (state: Request): state is PlannedRequest => state.at !== "absent" && state.at !== "submitted";

/** What is wrong with an approval or a denial, as of its own basis and time. */
const wrongWithApproval = (
  event: LedgerEvent,
  before: Request,
  basis: Governance | undefined,
  revokedAt: Known["revokedAt"],
): string | undefined => {
  if (event.type !== "ApprovalGiven" && event.type !== "ApprovalRefused") return undefined;
  if (basis?.at !== "founded" || !isPlanned(before)) return "a statement without a basis";
  const { approval } = event.body;
  const decision = event.type === "ApprovalGiven" ? "approve" : "deny";
  if (approval.statement.decision !== decision) return "a statement that decides otherwise is moved";
  const { tbs } = before.plan;
  const bytes = "plain" in tbs ? fromBase64url(tbs.plain) : undefined;
  const { ledger, officer, forms } = rulesOf(basis, before.plan, bytes, { counter: countersOf(basis), revokedAt });
  const judged = judge(approval, { ...subjectOf(ledger, before), forms }, officer, event.at);
  return judged.ok
    ? undefined
    : `the statement of ${approval.statement.approver} is ${wordOf(judged.error.code)}: ${judged.error.code}`;
};

export type StatementCheck = {
  /** `before`: the stream before this event. Returns what is wrong with its statements. */
  readonly look: (
    place: Place,
    event: LedgerEvent,
    before: unknown,
    bases: readonly Governance[],
    revokedAt: Known["revokedAt"],
  ) => string | undefined;
  readonly report: () => StatementsReport;
};

export const statementCheck = (): StatementCheck => {
  const forms = { key: 0, webauthn: 0, cms: 0, jws: 0 } satisfies Record<StatementForm, number>;
  const counts = new Map<string, { approvals: number; denials: number }>();
  const marks = new Map<string, Place>();
  const counters = new Map<string, number>();
  const doubts: (Place & { what: string })[] = [];

  const count = (signed: SignedStatement): void => {
    const form = formOf(signed);
    forms[form] += 1;
    const key = `${signed.statement.approver} ${form}`;
    const so = counts.get(key) ?? { approvals: 0, denials: 0 };
    counts.set(
      key,
      signed.statement.decision === "approve"
        ? { ...so, approvals: so.approvals + 1 }
        : { ...so, denials: so.denials + 1 },
    );
  };

  /** In the order of the ledger. Two statements that were made in one order may have come in in the other. */
  const doubt = (place: Place, signed: SignedStatement): void => {
    const counter = signed.form === "webauthn" ? (counterOf(signed) ?? 0) : 0;
    if (signed.form !== "webauthn" || counter === 0) return;
    const last = counters.get(signed.credential) ?? 0;
    if (counter <= last)
      doubts.push({ ...place, what: `the counter of ${signed.credential} did not grow: ${counter} after ${last}` });
    counters.set(signed.credential, Math.max(last, counter));
  };

  return {
    look: (place, event, before, bases, revokedAt) => {
      let wrong: string | undefined;
      for (const signed of statementsIn(event)) {
        count(signed);
        doubt(place, signed);
        const mark = markOf(signed);
        const earlier = marks.get(mark);
        if (earlier !== undefined)
          wrong ??= `the statement of ${signed.statement.approver} is replayed: its nonce stands in ${earlier.stream}@${earlier.revision}`;
        else marks.set(mark, place);
      }
      const basis = event.basis === null ? undefined : bases[event.basis];
      return wrong ?? wrongWithApproval(event, before as Request, basis, revokedAt);
    },
    report: () => ({
      statements: STATEMENT_FORMS.reduce((sum, form) => sum + forms[form], 0),
      forms,
      officers: [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, so]) => {
          const [officer = "", form] = key.split(" ");
          return { officer, form: form as StatementForm, ...so };
        }),
      doubts,
    }),
  };
};
