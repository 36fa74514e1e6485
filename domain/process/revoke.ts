/** Revoke, hold, release: who may, and the one append each of them is. */
import { certificate } from "../certificate/decider.ts";
import type { Certificate, PreparedCertificate } from "../certificate/state.ts";
import { entitlementOf, withheldFrom } from "../governance/entitlement.ts";
import { forbidden, OWN } from "../governance/permission.ts";
import type { FoundedGovernance } from "../governance/state.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { certificateStream, requestStream } from "../kernel/stream.ts";
import { request } from "../request/decider.ts";
import { type Caller, handle, newWork, type Written } from "./handle.ts";
import { loadState } from "./ledger.ts";
import { judgeOrder } from "./ordered.ts";
import type { Ports } from "./ports.ts";
import type { StatusChange } from "./status-change.ts";

/** With the right any status; a requester revokes what they asked for, and nothing else. */
const mayChange = async (
  ports: Ports,
  governance: FoundedGovernance,
  caller: Required<Pick<Caller, "actor" | "access">>,
  { prepared: { authority, request: id } }: PreparedCertificate,
  act: StatusChange["act"],
): Promise<Result<true>> => {
  const right = act === "revoke" ? "certificates.revoke" : "certificates.hold";
  const refused = forbidden(governance, caller, right, { authority });
  if (refused === undefined) return ok(true);
  if (act !== "revoke" || withheldFrom(caller.access, OWN) !== undefined) return refuse(refused);
  const asked = await loadState(ports.store, request, requestStream(id));
  const isOwn = asked.at !== "absent" && asked.submission.requester === caller.actor;
  const still = forbidden(governance, caller, right, { authority, isOwn });
  return still === undefined ? ok(true) : refuse(still);
};

/**
 * Changes the status of one certificate. Refuses: `certificate.unknown`, `caller.forbidden`, and what its decider
 * refuses.
 */
export const changeStatus = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  place: { readonly issuer: string; readonly serial: string },
  change: StatusChange,
): Promise<Result<Written<Certificate>>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const { governance } = basis.value;
  const { actor } = caller;
  const access = caller.access ?? { entitlement: entitlementOf(governance, actor), logins: () => 1 };
  const work = newWork(caller, commandId, { place, change, by: caller.actor }, basis.value.revision);
  return handle(ports, certificate, certificateStream(place.issuer, place.serial), work, async (state) => {
    if (state.at === "absent") return refuse(refusal("certificate.unknown", "no certificate has this serial number"));
    const ordered = judgeOrder(governance, state.prepared, change);
    const may =
      ordered.ok && ordered.value.isOrdered
        ? ok(true)
        : await mayChange(ports, governance, { actor, access }, state, change.act);
    if (!may.ok) return may;
    if (!ordered.ok) return ordered;
    const now = ports.clock.now();
    const by = caller.actor;
    switch (change.act) {
      case "revoke":
        return ok({
          type: "Revoke",
          reason: change.reason,
          invalidSince: change.invalidSince,
          now,
          by,
          order: change.order,
        });
      case "hold":
        return ok({ type: "Hold", now, by });
      case "release":
        return ok({ type: "Release", now, by });
    }
  });
};
