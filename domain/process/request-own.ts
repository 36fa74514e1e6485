/** Requests for keys of our own module: the certificates of authorities and of OCSP responders. */
import { derivedId } from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { requestStream } from "../kernel/stream.ts";
import type { Name } from "../pki/name.ts";
import type { Profile } from "../policy/profile.ts";
import { request as requestAggregate } from "../request/decider.ts";
import type { Purpose } from "../request/events.ts";
import type { Request } from "../request/state.ts";
import type { Basis } from "./governance-reader.ts";
import { handle, step, type Work, type Written } from "./handle.ts";
import { type IssuerOfPlan, planIssuance } from "./plan-issuance.ts";
import type { Ports } from "./ports.ts";

export type Requested = Written<Request> & { readonly id: string; readonly key: string };

export const profileOf = (basis: Basis, id: string): Result<Profile> => {
  const profile = basis.governance.profiles.get(id);
  return profile ? ok(profile) : refuse(refusal("profile.unknown", "no such profile"));
};

const requestWork = (work: Work): Work => step(work, "request", null);

/** The id of the request that `requestOwn` submits for this work: known before it is. */
export const ownRequestId = (work: Work): string => derivedId(requestWork(work).context.command.id, "request");

/** Submits a request for a key of our own module. */
export const requestOwn = async (
  ports: Ports,
  work: Work,
  input: {
    readonly profile: Profile;
    readonly name: Name;
    readonly key: string;
    readonly spki: Uint8Array;
    readonly purpose: Purpose;
    readonly signing: IssuerOfPlan;
    readonly now: Instant;
  },
): Promise<Result<Requested>> => {
  const { profile, name, key, spki, purpose, signing, now } = input;
  const own = requestWork(work);
  const id = ownRequestId(work);
  const written = await handle(ports, requestAggregate, requestStream(id), own, async () => {
    const wish = { subject: name, names: [], spki };
    const plan = await planIssuance(ports, { work: own, profile, wish, ...signing, purpose, now });
    if (!plan.ok) return plan;
    return ok({
      type: "Submit" as const,
      submission: {
        requester: work.caller.actor,
        protocol: "ceremony" as const,
        authority: signing.authority,
        profile: profile.id,
        purpose,
        source: { key },
        note: null,
      },
      plan: plan.value,
    });
  });
  return written.ok ? ok({ ...written.value, id, key }) : written;
};
