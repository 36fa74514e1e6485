/**
 * Why a governance event may stand in the ledger. The decider asks before it writes; the signer asks again for every
 * event since the founding, because whoever holds the store's file could have written one.
 */
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { type Result, refuse } from "../kernel/result.ts";
import { countedForms } from "../statement/form.ts";
import { judge, judgeQuorum, type Signatory, type Subject } from "../statement/verdict.ts";
import { changeOf, kindOf } from "./change.ts";
import type { Approvals, Rule } from "./change-kind.ts";
import { countersOf, type Known, knowing } from "./credential.ts";
import type { GovernanceEvent } from "./events.ts";
import { judgeFounders } from "./founding.ts";
import { requirementOf } from "./policy.ts";
import { signatoryUnder } from "./policy-rules.ts";
import { soundEvent } from "./soundness.ts";
import { type FoundedGovernance, type Governance, markOf } from "./state.ts";

const ruleOf = (before: FoundedGovernance, event: Exclude<GovernanceEvent, { type: "LedgerFounded" }>): Rule =>
  kindOf(event.type).rule(before, event.body, event.body.approvals);

const isBy =
  ({ id }: Signatory) =>
  (a: Approvals[number]): boolean =>
    a.statement.approver === id;

/** Whether who must show that they hold a key has signed. The decider asks; older ledgers have enrolments without. */
export const isPossessionProven = (before: Governance, event: GovernanceEvent): boolean => {
  if (event.type === "LedgerFounded" || before.at !== "founded") return true;
  const { possession, possessionForm } = ruleOf(before, event);
  // In a form of its own it is asked for always, below.
  return possession === undefined || possessionForm !== undefined || event.body.approvals.some(isBy(possession));
};

const judgeByRule = (
  before: FoundedGovernance,
  rule: Rule,
  approvals: Approvals,
  about: Subject,
  now: Instant,
  revokedAt: Known["revokedAt"],
): Result<readonly string[]> => {
  const { besides, isAnyOfficer = false, possession, possessionForm, gaining } = rule;
  const { approvals: asked, group, forms } = requirementOf(before, about.operation);
  const needed = rule.needed ?? asked;
  if (approvals.some((a) => gaining?.has(a.statement.approver)))
    return refuse(refusal("governance.own-gain", "who would gain by it does not allow it"));
  const subject: Subject = { ...about, forms: countedForms(rule.needed === undefined ? forms : undefined, false) };
  const entitled = (id: string): Signatory | undefined => {
    if (id === besides?.id) return besides;
    const enrolled = signatoryUnder(before, rule.needed === undefined ? group : null)(id);
    return enrolled && isAnyOfficer ? { ...enrolled, mayApprove: true } : enrolled;
  };
  const officer = knowing(entitled, { counter: countersOf(before), revokedAt });
  if (possession === undefined) return judgeQuorum(approvals, needed, subject, officer, now);
  const holder = (id: string): Signatory | undefined => (id === possession.id ? possession : undefined);
  const shown: Subject = possessionForm === undefined ? about : { ...about, forms: [possessionForm] };
  // An officer may sign with what they have, and with what they get: two statements, of which one shows that they hold it.
  const isOwn = (a: Approvals[number]): boolean =>
    isBy(possession)(a) && (possessionForm === undefined || judge(a, shown, holder, now).ok);
  const own = approvals.filter(isOwn);
  if (own.length === 0 && possessionForm !== undefined)
    return refuse(refusal("governance.possession-unproven", "nobody has signed with the new credential"));
  const held = judgeQuorum(own, 0, shown, holder, now);
  if (!held.ok) return held;
  const others = approvals.filter((a) => !isOwn(a));
  return judgeQuorum(others, needed, subject, officer, now);
};

/**
 * Checks an event against the governance before it, as of `now`: that it may follow, that nobody's statement is used a
 * second time, and that who must sign it did. `revokedAt`: what the ledger says of the certificates that officers sign under.
 */
export const proveGovernance = (
  before: Governance,
  event: GovernanceEvent,
  now: Instant,
  revokedAt?: Known["revokedAt"],
): Result<readonly string[]> => {
  const sound = soundEvent(before, event, now);
  if (!sound.ok) return sound;
  const { approvals } = event.body;
  if (event.type === "LedgerFounded") {
    const { founding } = event.body;
    const subject = { ledger: founding.ledger, requester: null, ...changeOf(event) };
    return judgeFounders(founding, approvals, subject, now);
  }
  if (before.at !== "founded") throw new TypeError("sound before its founding");
  if (approvals.some((a) => before.counted.has(markOf(a))))
    return refuse(refusal("statement.repeated", "a statement justifies one event and no other"));
  const subject: Subject = { ledger: before.ledger, requester: null, ...changeOf(event) };
  return judgeByRule(before, ruleOf(before, event), approvals, subject, now, revokedAt);
};
