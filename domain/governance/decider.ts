/**
 * Who may do what. Stream `governance`, one for the whole ledger.
 *
 * Invariants:
 * - every event carries the signatures that justify it, over a digest of exactly this change, and no signature justifies
 *   two;
 * - at least `quorum` approvers remain, always;
 * - one key belongs to one officer, for ever, and whoever is enrolled has shown that they hold it.
 */
import type { Decider } from "../kernel/decider.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, refuse } from "../kernel/result.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { type Change, type Found, factOf } from "./change.ts";
import type { Known } from "./credential.ts";
import type { GovernanceEvent } from "./events.ts";
import { evolveGovernance } from "./evolve.ts";
import { isPossessionProven, proveGovernance } from "./proof.ts";
import { type Governance, initialGovernance } from "./state.ts";

export type GovernanceCommand = (Change | Found) & {
  readonly approvals: readonly SignedStatement[];
  readonly now: Instant;
  readonly revokedAt?: Known["revokedAt"];
};

export const governance: Decider<Governance, GovernanceCommand, GovernanceEvent> = {
  initial: initialGovernance,
  decide(command, state) {
    const event = factOf(command, command.approvals);
    const proven = proveGovernance(state, event, command.now, command.revokedAt);
    if (!proven.ok) return proven;
    return isPossessionProven(state, event)
      ? ok([event])
      : refuse(refusal("governance.possession-unproven", "the newcomer has not signed with their own key"));
  },
  evolve: evolveGovernance,
};
