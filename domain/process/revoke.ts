/** Revoke, hold, release: who may, and the one append each of them is. */
import { certificate } from "../certificate/decider.ts";
import type { Reason } from "../certificate/events.ts";
import type { Certificate } from "../certificate/state.ts";
import { holdsRole } from "../governance/state.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { certificateStream, requestStream } from "../kernel/stream.ts";
import { request } from "../request/decider.ts";
import { type Caller, handle, newWork, type Written } from "./handle.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";

export type StatusChange =
  | { readonly act: "revoke"; readonly reason: Reason; readonly invalidSince: Instant | null }
  | { readonly act: "hold" }
  | { readonly act: "release" };

/** Officers with the role may change any status; a requester may revoke what they asked for, and nothing else. */
const mayChange = async (
  ports: Ports,
  caller: Caller,
  state: Certificate,
  isRevoker: boolean,
  act: StatusChange["act"],
) => {
  if (isRevoker) return true;
  if (act !== "revoke" || state.at === "absent") return false;
  const asked = await loadState(ports.store, request, requestStream(state.prepared.request));
  return asked.at !== "absent" && asked.submission.requester === caller.actor;
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
  const isRevoker = holdsRole(basis.value.governance, caller.actor, "revoker");
  const work = newWork(caller, commandId, { place, change, by: caller.actor }, basis.value.revision);
  return handle(ports, certificate, certificateStream(place.issuer, place.serial), work, async (state) => {
    if (state.at === "absent") return refuse(refusal("certificate.unknown", "no certificate has this serial number"));
    if (!(await mayChange(ports, caller, state, isRevoker, change.act)))
      return refuse(refusal("caller.forbidden", "this needs the role revoker"));
    const now = ports.clock.now();
    const by = caller.actor;
    switch (change.act) {
      case "revoke":
        return ok({ type: "Revoke", reason: change.reason, invalidSince: change.invalidSince, now, by });
      case "hold":
        return ok({ type: "Hold", now, by });
      case "release":
        return ok({ type: "Release", now, by });
    }
  });
};
