/**
 * Why a governance event may stand in the ledger. The decider asks before it writes; the signer asks again for every
 * event since the founding, because whoever holds the store's file could have written one.
 */
import type { Digest } from "../kernel/brand.ts";
import { canonicalDigest } from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { type Result, refuse } from "../kernel/result.ts";
import type { Operation, SignedStatement } from "../statement/statement.ts";
import { judgeQuorum, type Signatory, type Subject } from "../statement/verdict.ts";
import type { Founding, GovernanceEvent } from "./events.ts";
import { soundEvent } from "./soundness.ts";
import { type FoundedGovernance, type Governance, markOf, signatory } from "./state.ts";

type Change = { readonly operation: Operation; readonly subject: string; readonly digest: Digest };

/** What the officers sign for an event: the operation, its subject, and the digest of the change without signatures. */
export const changeOf = (event: GovernanceEvent): Change => {
  switch (event.type) {
    case "LedgerFounded":
      return {
        operation: "ledger.found",
        subject: event.body.founding.ledger,
        digest: canonicalDigest(event.body.founding),
      };
    case "OfficerEnrolled":
      return {
        operation: "officer.enrol",
        subject: event.body.officer.id,
        digest: canonicalDigest(event.body.officer),
      };
    case "OfficerRetired":
      return { operation: "officer.retire", subject: event.body.officer, digest: canonicalDigest(event.body.officer) };
    case "MandateGranted":
      return {
        operation: "mandate.grant",
        subject: event.body.mandate.id,
        digest: canonicalDigest(event.body.mandate),
      };
    case "MandateSuspended":
      return { operation: "mandate.suspend", subject: event.body.mandate, digest: canonicalDigest(event.body.mandate) };
    case "TokenIssued":
      return { operation: "token.issue", subject: event.body.token.id, digest: canonicalDigest(event.body.token) };
    case "TokenRevoked":
      return { operation: "token.revoke", subject: event.body.token, digest: canonicalDigest(event.body.token) };
  }
};

type Rule = {
  /** How many officers must have signed. */
  readonly needed: number;
  /** Whose own signature counts although the role does not say so. */
  readonly besides?: Signatory | undefined;
  /** Whether every officer's counts, whatever their role. */
  readonly isAnyOfficer?: boolean;
};

/**
 * Who must sign what (ADR 13).
 *
 * - Rights are given and taken by the quorum.
 * - A token is somebody's voice. An officer's needs this officer, and nobody else can stand for them but the quorum. Any
 *   other needs the quorum: its holder may revoke what was asked for in that name, and an officer who made themself a
 *   requester would approve their own request.
 * - To silence a token one officer is enough: it takes a right away, and haste may be needed. So for a mandate, and there
 *   it may be any officer: whoever has a role at all must be able to stop what nobody looks at.
 */
const ruleFor = (before: FoundedGovernance, event: GovernanceEvent): Rule => {
  const { quorum } = before;
  const holderOf = (holder: string): Signatory | undefined => {
    const officer = before.officers.get(holder.replace(/^officer:/, ""));
    return holder.startsWith("officer:") && officer?.isActive
      ? { id: officer.id, spki: officer.spki, mayApprove: true }
      : undefined;
  };
  switch (event.type) {
    case "TokenIssued": {
      const besides = holderOf(event.body.token.holder);
      const isOwn = event.body.approvals.some((a) => a.statement.approver === besides?.id);
      return { needed: isOwn ? 1 : quorum, besides };
    }
    case "TokenRevoked":
      return { needed: 1, besides: holderOf(before.tokens.get(event.body.token)?.holder ?? "") };
    case "MandateSuspended":
      return { needed: 1, isAnyOfficer: true };
    default:
      return { needed: quorum };
  }
};

const judgeFounders = (founding: Founding, approvals: readonly SignedStatement[], subject: Subject, now: Instant) => {
  const founder = (id: string): Signatory | undefined => {
    const officer = founding.officers.find((o) => o.id === id);
    return officer && { id, spki: officer.spki, mayApprove: true };
  };
  // Every founder signs, not just a quorum: nobody is enrolled who did not hold the key.
  return judgeQuorum(approvals, founding.officers.length, subject, founder, now);
};

/**
 * The newcomer's statement shows that they hold the key and agree; it counts towards no quorum. The decider asks for it
 * (`isPossessionProven`); a ledger's older enrolments have none.
 */
const judgeEnrolment = (
  before: FoundedGovernance,
  { officer, approvals }: Extract<GovernanceEvent, { type: "OfficerEnrolled" }>["body"],
  subject: Subject,
  now: Instant,
): Result<readonly string[]> => {
  const newcomer: Signatory = { id: officer.id, spki: officer.spki, mayApprove: true };
  const isOwn = (a: SignedStatement): boolean => a.statement.approver === officer.id;
  const own = approvals.filter(isOwn);
  const possession = judgeQuorum(own, 0, subject, (id) => (id === newcomer.id ? newcomer : undefined), now);
  if (!possession.ok) return possession;
  return judgeQuorum(
    approvals.filter((a) => !isOwn(a)),
    before.quorum,
    subject,
    signatory(before),
    now,
  );
};

export const isPossessionProven = (event: GovernanceEvent): boolean =>
  event.type !== "OfficerEnrolled" || event.body.approvals.some((a) => a.statement.approver === event.body.officer.id);

/**
 * Checks an event against the governance before it, as of `now`: that it may follow, that nobody's statement is used a
 * second time, and that who must sign it did.
 */
export const proveGovernance = (
  before: Governance,
  event: GovernanceEvent,
  now: Instant,
): Result<readonly string[]> => {
  const sound = soundEvent(before, event, now);
  if (!sound.ok) return sound;
  const { approvals } = event.body;
  const change = changeOf(event);
  if (event.type === "LedgerFounded") {
    const { founding } = event.body;
    return judgeFounders(founding, approvals, { ledger: founding.ledger, requester: null, ...change }, now);
  }
  if (before.at !== "founded") throw new TypeError("sound before its founding");
  if (approvals.some((a) => before.counted.has(markOf(a))))
    return refuse(refusal("statement.repeated", "a statement justifies one event and no other"));
  const subject: Subject = { ledger: before.ledger, requester: null, ...change };
  if (event.type === "OfficerEnrolled") return judgeEnrolment(before, event.body, subject, now);
  const { needed, besides, isAnyOfficer = false } = ruleFor(before, event);
  const officer = (id: string): Signatory | undefined => {
    if (id === besides?.id) return besides;
    const enrolled = signatory(before)(id);
    return enrolled && isAnyOfficer ? { ...enrolled, mayApprove: true } : enrolled;
  };
  return judgeQuorum(approvals, needed, subject, officer, now);
};
