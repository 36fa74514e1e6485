/**
 * When an authority's request ended without a certificate, another takes its place; when it was never submitted, because
 * the module was away or the process died, recovery does that.
 */
import { authority as authorityAggregate } from "../authority/decider.ts";
import type { AuthorityEvent } from "../authority/events.ts";
import { fold } from "../kernel/decider.ts";
import { secondsBetween } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { authorityStream, requestStream } from "../kernel/stream.ts";
import { request as requestAggregate } from "../request/decider.ts";
import { certifyAuthority } from "./certify-authority.ts";
import { type Caller, handle, newWork, type Work } from "./handle.ts";
import { loadState, readStream } from "./ledger.ts";
import type { Ports } from "./ports.ts";
import { ownRequestId, type Requested } from "./request-own.ts";

/** How long whoever asked is left to finish by themselves. */
export const PATIENCE_SECONDS = 60;

const requestState = async (ports: Ports, id: string) => {
  const { at } = await loadState(ports.store, requestAggregate, requestStream(id));
  return at;
};

const ENDED: readonly string[] = ["denied", "cancelled", "failed"];

/**
 * Requests the certificate of an authority anew, for the same name and key. Refuses: `authority.unknown`,
 * `authority.exists` (it is certified), `request.exists` (its request is open).
 */
export const renewAuthorityRequest = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  id: string,
): Promise<Result<Requested>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const work = newWork(caller, commandId, { renew: id, by: caller.actor }, basis.value.revision);
  const request = ownRequestId(work);
  const renewed = await handle(ports, authorityAggregate, authorityStream(id), work, async (state) => {
    if ((await requestState(ports, request)) !== "absent")
      return refuse(refusal("command.reused", "this id was used for another authority"));
    if (state.at === "created" && !ENDED.includes(await requestState(ports, state.request)))
      return refuse(refusal("request.exists", "a request for the authority's certificate is open"));
    return ok({ type: "RenewRequest" as const, request });
  });
  if (!renewed.ok) return renewed;
  const { state } = renewed.value;
  if (state.at === "absent") throw new TypeError("renewed and absent");
  return certifyAuthority(ports, work, basis.value, id, state);
};

/**
 * Submits the request that an authority names, if nobody has: as whoever asked for it, with the ids that they would have
 * used. False when there is nothing to do.
 */
export const resumeAuthority = async (ports: Ports, id: string): Promise<Result<boolean>> => {
  const { events } = await readStream(ports.store, authorityStream(id));
  const state = fold(authorityAggregate, events as unknown as readonly AuthorityEvent[]);
  const asked = events.findLast((e) => e.type === "AuthorityCreated" || e.type === "AuthorityRequestRenewed");
  if (state.at !== "created" || asked === undefined) return ok(false);
  if (secondsBetween(asked.at, ports.clock.now()) < PATIENCE_SECONDS) return ok(false);
  if ((await requestState(ports, state.request)) !== "absent") return ok(false);
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const { actor, authentication, command, cause, correlation } = asked;
  const caller = { actor, authentication };
  const work: Work = {
    caller,
    context: { ...caller, command, cause, correlation, basis: basis.value.revision },
  };
  const requested = await certifyAuthority(ports, work, basis.value, id, state);
  return requested.ok ? ok(true) : requested;
};
