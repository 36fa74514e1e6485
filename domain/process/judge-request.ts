/** Step 3 of issuance: an officer's signed statement about a plan enters history, or is refused. */

import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { requestStream } from "../kernel/stream.ts";
import { request } from "../request/decider.ts";
import type { Request } from "../request/state.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { type Caller, handle, newWork, type Written } from "./handle.ts";
import { lastCount } from "./last-count.ts";
import { rulesOf } from "./plan-rules.ts";
import type { Ports } from "./ports.ts";
import { revocationsBehind } from "./revoked-certificates.ts";

/**
 * Records an approval or a denial. Whoever carries the statement here does not matter: the signature says whose it is,
 * and the event's actor is that officer.
 */
export const judgeRequest = async (
  ports: Ports,
  commandId: string,
  id: string,
  approval: SignedStatement,
  ifRevision?: number,
): Promise<Result<Written<Request>>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const { governance, revision } = basis.value;
  const caller: Caller = {
    actor: `officer:${approval.statement.approver}`,
    authentication: "statement",
    ...(ifRevision !== undefined && { ifRevision }),
  };
  const work = newWork(caller, commandId, { request: id, approval }, revision);
  return handle(ports, request, requestStream(id), work, async (state) => {
    if (state.at === "absent" || state.at === "submitted") return refuse(refusal("request.unknown", "no such request"));
    const revokedAt = await revocationsBehind(ports.store, governance, [approval]);
    const counter = (credential: string): number | undefined => lastCount(governance, ports.queries, credential);
    const rules = rulesOf(governance, state.plan, undefined, { counter, revokedAt });
    return ok({ type: "Judge", approval, rules, now: ports.clock.now() });
  });
};

export const cancelRequest = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  id: string,
): Promise<Result<Written<Request>>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const work = newWork(caller, commandId, { request: id, cancel: true }, basis.value.revision);
  return handle(ports, request, requestStream(id), work, { type: "Cancel", by: caller.actor });
};
