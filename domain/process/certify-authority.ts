/**
 * How an authority that exists comes to a request for its certificate. Everything is taken from the ledger, so that
 * whoever asked may repeat it, and recovery may finish it.
 */

import { authority as authorityAggregate } from "../authority/decider.ts";
import type { Authority } from "../authority/state.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import { addSeconds, type Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { authorityStream } from "../kernel/stream.ts";
import { parseName } from "../pki/name.ts";
import type { Profile } from "../policy/profile.ts";
import { makeKey } from "./generate-key.ts";
import type { Basis } from "./governance-reader.ts";
import type { Work } from "./handle.ts";
import { loadState } from "./ledger.ts";
import { type IssuerOfPlan, issuerFacts, statusUrls } from "./plan-issuance.ts";
import type { Ports } from "./ports.ts";
import { profileOf, type Requested, requestOwn } from "./request-own.ts";

type Existing = Exclude<Authority, { readonly at: "absent" }>;

export const authorityProfile = (basis: Basis, kind: Existing["kind"]): Result<Profile> =>
  profileOf(basis, kind === "root" ? "root-authority" : "issuing-authority");

/** Who certifies an authority: its parent; null for a root, which certifies itself. */
export const parentOf = async (
  ports: Ports,
  wanted: { readonly kind: "root" | "issuing"; readonly parent: string | null },
): Promise<Result<IssuerOfPlan | null>> => {
  if (wanted.kind === "root") return ok(null);
  if (wanted.parent === null) return refuse(refusal("input.malformed", "an issuing authority needs a parent"));
  const state = await loadState(ports.store, authorityAggregate, authorityStream(wanted.parent));
  if (state.at === "absent") return refuse(refusal("authority.unknown", "no such parent"));
  if (state.at !== "active" || state.kind !== "root")
    return refuse(refusal("authority.not-active", "the parent cannot certify authorities"));
  const facts = issuerFacts(state, ports.publicUrl);
  return facts.ok ? ok({ authority: wanted.parent, issuer: state.issuer, facts: facts.value }) : facts;
};

/** A root's own facts, before it has a certificate. */
const selfOf = (
  ports: Ports,
  id: string,
  state: Existing,
  made: { readonly name: Uint8Array; readonly spki: Uint8Array; readonly notAfter: Instant },
): IssuerOfPlan => ({
  authority: id,
  issuer: state.issuer,
  facts: { ...made, key: state.key, urls: statusUrls(ports.publicUrl, state.key) },
});

/** Makes the authority's planned key and submits the request that it names. Safe to repeat. Throws SignerFault. */
export const certifyAuthority = async (
  ports: Ports,
  work: Work,
  basis: Basis,
  id: string,
  state: Existing,
): Promise<Result<Requested>> => {
  const profile = authorityProfile(basis, state.kind);
  if (!profile.ok) return profile;
  const der = fromBase64url(state.name);
  if (der === undefined) throw new TypeError("an authority's event holds bytes that are none");
  const name = parseName(der);
  if (!name.ok) return name;
  const parent = await parentOf(ports, state);
  if (!parent.ok) return parent;
  const { key } = state;
  const made = await makeKey(ports, work, key);
  if (!made.ok) return made;
  const now = ports.clock.now();
  const notAfter = addSeconds(now, profile.value.durationSeconds);
  return requestOwn(ports, work, {
    profile: profile.value,
    name: name.value,
    key,
    spki: made.value,
    purpose: { for: "authority", authority: id },
    signing: parent.value ?? selfOf(ports, id, state, { name: der, spki: made.value, notAfter }),
    now,
  });
};
