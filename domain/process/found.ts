/** The founders' ceremony and what follows from it: officers, and tokens for the API. */
import type { Change } from "../governance/change.ts";
import { governance } from "../governance/decider.ts";
import type { Founding } from "../governance/founding.ts";
import type { Governance } from "../governance/state.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { GOVERNANCE } from "../kernel/stream.ts";
import type { Queries } from "../ports/queries.ts";
import type { SignedStatement } from "../statement/statement.ts";
import type { GovernanceReader } from "./governance-reader.ts";
import { type Caller, handle, type LedgerPorts, newWork, type Written } from "./handle.ts";
import { isCountBehind } from "./last-count.ts";
import { revocationsBehind } from "./revoked-certificates.ts";

type Approvals = readonly SignedStatement[];

/** Founds the ledger. Its first event: nothing can be judged before it, so its basis is null. */
export const foundLedger = (
  ports: LedgerPorts,
  caller: Caller,
  commandId: string,
  founding: Founding,
  approvals: Approvals,
): Promise<Result<Written<Governance>>> =>
  handle(ports, governance, GOVERNANCE, newWork(caller, commandId, { founding }, null), async () =>
    ok({ type: "Found", founding, approvals, now: ports.clock.now() }),
  );

/** Changes governance under the signatures that the change needs. */
export const changeGovernance = async (
  ports: LedgerPorts & { readonly governance: GovernanceReader; readonly queries?: Pick<Queries, "assertionCounter"> },
  caller: Caller,
  commandId: string,
  change: Change,
  approvals: Approvals,
): Promise<Result<Written<Governance>>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const work = newWork(caller, commandId, { change, approvals }, basis.value.revision);
  const before = basis.value.governance;
  if (approvals.some((a) => isCountBehind(before, ports.queries, a)))
    return refuse(refusal("statement.counter-behind", "the authenticator's counter did not grow: there may be a copy"));
  const now: Instant = ports.clock.now();
  const revokedAt = await revocationsBehind(ports.store, before, approvals);
  return handle(ports, governance, GOVERNANCE, work, { ...change, approvals, now, revokedAt });
};
