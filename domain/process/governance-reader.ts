/** Governance as of now, kept in memory and brought up to date by reading only what is new. */
import { governance } from "../governance/decider.ts";
import type { GovernanceEvent } from "../governance/events.ts";
import { proveGovernance } from "../governance/proof.ts";
import type { FoundedGovernance, Governance } from "../governance/state.ts";
import { envelopeDigest, type StreamEnd } from "../kernel/envelope.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { GOVERNANCE } from "../kernel/stream.ts";
import type { EventStore } from "../ports/event-store.ts";
import { HistoryFault, readRecorded } from "./ledger.ts";
import { revocationsBehind } from "./revoked-certificates.ts";

export type Basis = {
  readonly governance: FoundedGovernance;
  /** Revision of the governance stream: what decisions record as `basis`. */
  readonly revision: number;
  readonly end: StreamEnd;
  /** Of every event that made it, by revision; the first is the founding's. */
  readonly digests: readonly string[];
};

export type GovernanceReader = () => Promise<Result<Basis>>;

/**
 * `isProven`: check the signatures of every event against the governance before it, and that what was read last is still
 * there (the signer does; whoever only displays need not).
 */
export const governanceReader = (store: EventStore, options: { readonly isProven: boolean }): GovernanceReader => {
  let state: Governance = governance.initial;
  let end: StreamEnd | undefined;
  const digests: string[] = [];
  return async () => {
    const known = end;
    const recorded = await store.readStream(GOVERNANCE, known === undefined ? 0 : known.revision);
    const [last] = recorded;
    if (options.isProven && known && (last === undefined || envelopeDigest(last.bytes) !== known.digest))
      throw new HistoryFault("signer.history-rewritten", GOVERNANCE, known.revision);
    // Two readers may have waited for the same rows: take only what follows what is known now.
    const from = end === undefined ? 0 : end.revision + 1;
    const fresh = recorded.filter((r) => r.revision >= from);
    for (const row of fresh) {
      // Another reader may have come here while this one looked up a certificate.
      if (end !== undefined && row.revision <= end.revision) continue;
      const read = readRecorded(GOVERNANCE, [row], end);
      const event = read.events[0] as unknown as GovernanceEvent & { readonly at: never };
      if (options.isProven) {
        const isByCard = event.body.approvals.some((a) => a.form === "cms");
        const revokedAt = isByCard ? await revocationsBehind(store, state, event.body.approvals) : undefined;
        if (end !== undefined && row.revision <= end.revision) continue;
        const proven = proveGovernance(state, event, event.at, revokedAt);
        if (!proven.ok) throw new HistoryFault(proven.error.code, GOVERNANCE, row.revision);
      }
      state = governance.evolve(state, event);
      end = read.end;
      if (end !== undefined) digests.push(end.digest);
    }
    if (state.at !== "founded" || end === undefined)
      return refuse(refusal("governance.not-founded", "this ledger has no founders yet"));
    return ok({ governance: state, revision: end.revision, end, digests });
  };
};
