/**
 * Who may do what. Stream `governance`, one for the whole ledger.
 *
 * Invariants:
 * - every event carries the signatures that justify it, over a digest of exactly this change;
 * - at least `quorum` approvers remain, always;
 * - one key belongs to one officer, for ever.
 */
import type { Decider } from "../kernel/decider.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { SignedStatement } from "../statement/statement.ts";
import type { Founding, GovernanceEvent, Officer, Token } from "./events.ts";
import { soundFounding } from "./founding.ts";
import { proveGovernance } from "./proof.ts";
import { evolveGovernance, type FoundedGovernance, type Governance, initialGovernance } from "./state.ts";

type Signed = { readonly approvals: readonly SignedStatement[]; readonly now: Instant };

export type GovernanceCommand =
  | (Signed & { readonly type: "Found"; readonly founding: Founding })
  | (Signed & { readonly type: "EnrolOfficer"; readonly officer: Officer })
  | (Signed & { readonly type: "RetireOfficer"; readonly officer: string })
  | (Signed & { readonly type: "IssueToken"; readonly token: Token })
  | (Signed & { readonly type: "RevokeToken"; readonly token: string });

const approvers = (state: FoundedGovernance): number =>
  [...state.officers.values()].filter((o) => o.isActive && o.roles.includes("approver")).length;

const consider = (command: GovernanceCommand, state: Governance): Result<GovernanceEvent> => {
  const approvals = [...command.approvals];
  if (command.type === "Found") {
    if (state.at === "founded") return refuse(refusal("governance.already-founded", "this ledger has its founders"));
    const sound = soundFounding(command.founding);
    return sound.ok ? ok({ type: "LedgerFounded", body: { founding: command.founding, approvals } }) : sound;
  }
  if (state.at !== "founded") return refuse(refusal("governance.not-founded", "this ledger has no founders yet"));
  switch (command.type) {
    case "EnrolOfficer": {
      const { officer } = command;
      if (state.officers.get(officer.id)?.isActive)
        return refuse(refusal("governance.officer-exists", "an officer of this id is enrolled"));
      if ([...state.officers.values()].some((o) => o.spki === officer.spki))
        return refuse(refusal("governance.credential-reused", "this key belongs or belonged to an officer"));
      return ok({ type: "OfficerEnrolled", body: { officer, approvals } });
    }
    case "RetireOfficer": {
      const officer = state.officers.get(command.officer);
      if (!officer?.isActive) return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
      if (officer.roles.includes("approver") && approvers(state) - 1 < state.quorum)
        return refuse(refusal("governance.quorum-broken", "too few approvers would remain", { quorum: state.quorum }));
      return ok({ type: "OfficerRetired", body: { officer: command.officer, approvals } });
    }
    case "IssueToken":
      if (state.tokens.has(command.token.id))
        return refuse(refusal("command.reused", "a token of this id was issued before"));
      return ok({ type: "TokenIssued", body: { token: command.token, approvals } });
    case "RevokeToken":
      if (!state.tokens.get(command.token)?.isActive)
        return refuse(refusal("governance.token-unknown", "no such token is in force"));
      return ok({ type: "TokenRevoked", body: { token: command.token, approvals } });
  }
};

export const governance: Decider<Governance, GovernanceCommand, GovernanceEvent> = {
  initial: initialGovernance,
  decide(command, state) {
    const event = consider(command, state);
    if (!event.ok) return event;
    const proven = proveGovernance(state, event.value, command.now);
    return proven.ok ? ok([event.value]) : proven;
  },
  evolve: evolveGovernance,
};
