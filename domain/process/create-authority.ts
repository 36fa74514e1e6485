/**
 * A new authority: its key is planned and generated, its name recorded, and its certificate requested. The request then
 * goes the way of every other: officers approve it, the signer checks them.
 */
import { authority as authorityAggregate } from "../authority/decider.ts";
import { toBase64url, toHex } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import { derivedId } from "../kernel/envelope.ts";
import { addSeconds, type Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { authorityStream, requestStream } from "../kernel/stream.ts";
import type { KeyAlgorithm } from "../pki/key-algorithm.ts";
import { encodeName, type Name } from "../pki/name.ts";
import type { Profile } from "../policy/profile.ts";
import { request as requestAggregate } from "../request/decider.ts";
import type { Plan, Purpose } from "../request/events.ts";
import type { Request } from "../request/state.ts";
import { checkAbility, generateKey } from "./generate-key.ts";
import type { Basis } from "./governance-reader.ts";
import { type Caller, handle, newWork, step, type Work, type Written } from "./handle.ts";
import { loadState } from "./ledger.ts";
import { type IssuerOfPlan, issuerFacts, planIssuance, statusUrls } from "./plan-issuance.ts";
import type { Ports } from "./ports.ts";

export type NewAuthority = {
  readonly id: string;
  readonly kind: "root" | "issuing";
  readonly name: Name;
  /** The authority that certifies it; null for a root, which certifies itself. */
  readonly parent: string | null;
  /** Of its key; P-256 when absent. */
  readonly algorithm?: KeyAlgorithm;
};

const DEFAULT_ALGORITHM: KeyAlgorithm = "ec-p256";

export type Requested = Written<Request> & { readonly id: string; readonly key: string };

/** 128 bits of the SHA-256 of a DER Name: the owner of a space of serial numbers. */
export const issuerId = (name: Uint8Array): Plan["issuer"] => toHex(sha256(name).subarray(0, 16));

const profileOf = (basis: Basis, id: string): Result<Profile> => {
  const profile = basis.governance.profiles.get(id);
  return profile ? ok(profile) : refuse(refusal("profile.unknown", "no such profile"));
};

/** Asked before anything is written: what the profile refuses later leaves an authority that can never be certified. */
const keyAlgorithm = async (
  ports: Ports,
  profile: Profile,
  wanted: KeyAlgorithm = DEFAULT_ALGORITHM,
): Promise<Result<KeyAlgorithm>> => {
  if (!profile.keyAlgorithms.includes(wanted))
    return refuse(refusal("csr.unsupported-key", "the profile does not allow this kind of key"));
  return checkAbility(ports, wanted);
};

/** Submits a request for a key of our own module. */
const requestOwn = async (
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
  const id = derivedId(work.context.command.id, "request");
  const written = await handle(ports, requestAggregate, requestStream(id), work, async () => {
    const plan = await planIssuance(ports, {
      work,
      profile,
      wish: { subject: name, names: [], spki },
      ...signing,
      purpose,
      now,
    });
    if (!plan.ok) return plan;
    const { authority } = signing;
    const requester = work.caller.actor;
    return ok({
      type: "Submit" as const,
      submission: {
        requester,
        protocol: "ceremony" as const,
        authority,
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

const parentOf = async (ports: Ports, wanted: NewAuthority): Promise<Result<IssuerOfPlan | null>> => {
  if (wanted.kind === "root") return ok(null);
  if (wanted.parent === null) return refuse(refusal("input.malformed", "an issuing authority needs a parent"));
  const state = await loadState(ports.store, authorityAggregate, authorityStream(wanted.parent));
  if (state.at === "absent") return refuse(refusal("authority.unknown", "no such parent"));
  if (state.at !== "active" || state.kind !== "root")
    return refuse(refusal("authority.not-active", "the parent cannot certify authorities"));
  const facts = issuerFacts(state, ports.publicUrl);
  return facts.ok ? ok({ authority: wanted.parent, issuer: state.issuer, facts: facts.value }) : facts;
};

/**
 * Creates an authority and requests its certificate. It becomes active when officers have approved the request and the
 * certificate is issued. Refuses: `authority.exists`, `authority.not-active` (parent), `name.malformed`,
 * `key.unsupported`.
 */
export const createAuthority = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  wanted: NewAuthority,
): Promise<Result<Requested>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const profile = profileOf(basis.value, wanted.kind === "root" ? "root-authority" : "issuing-authority");
  if (!profile.ok) return profile;
  const parent = await parentOf(ports, wanted);
  if (!parent.ok) return parent;
  const algorithm = await keyAlgorithm(ports, profile.value, wanted.algorithm);
  if (!algorithm.ok) return algorithm;
  const work = newWork(caller, commandId, { wanted, by: caller.actor }, basis.value.revision);
  const name = encodeName(wanted.name);
  const requestWork = step(work, "request", null);
  const key = derivedId(work.context.command.id, "key");
  const created = await handle(ports, authorityAggregate, authorityStream(wanted.id), work, {
    type: "Create",
    kind: wanted.kind,
    name: toBase64url(name),
    issuer: issuerId(name),
    key,
    parent: wanted.parent,
    request: derivedId(requestWork.context.command.id, "request"),
  });
  if (!created.ok) return created;
  const made = await generateKey(ports, work, key, {
    algorithm: algorithm.value,
    purpose: "authority",
    authority: wanted.id,
  });
  if (!made.ok) return made;
  const now = ports.clock.now();
  const own: IssuerOfPlan = {
    authority: wanted.id,
    issuer: issuerId(name),
    facts: {
      key,
      name,
      spki: made.value,
      urls: statusUrls(ports.publicUrl, key),
      notAfter: addSeconds(now, profile.value.durationSeconds),
    },
  };
  return requestOwn(ports, requestWork, {
    profile: profile.value,
    name: wanted.name,
    key,
    spki: made.value,
    purpose: { for: "authority", authority: wanted.id },
    signing: parent.value ?? own,
    now,
  });
};

/** Makes a responder key for an active authority and requests its certificate. RFC 6960 §4.2.2.2 */
export const createResponder = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  wanted: { readonly authority: string; readonly name: Name; readonly algorithm?: KeyAlgorithm },
): Promise<Result<Requested>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const profile = profileOf(basis.value, "ocsp-responder");
  if (!profile.ok) return profile;
  const state = await loadState(ports.store, authorityAggregate, authorityStream(wanted.authority));
  if (state.at !== "active") return refuse(refusal("authority.not-active", "no such authority is active"));
  const facts = issuerFacts(state, ports.publicUrl);
  if (!facts.ok) return facts;
  const algorithm = await keyAlgorithm(ports, profile.value, wanted.algorithm);
  if (!algorithm.ok) return algorithm;
  const work = newWork(caller, commandId, { responder: wanted, by: caller.actor }, basis.value.revision);
  const key = derivedId(work.context.command.id, "key");
  const made = await generateKey(ports, work, key, {
    algorithm: algorithm.value,
    purpose: "responder",
    authority: wanted.authority,
  });
  if (!made.ok) return made;
  return requestOwn(ports, step(work, "request", null), {
    profile: profile.value,
    name: wanted.name,
    key,
    spki: made.value,
    purpose: { for: "responder", authority: wanted.authority, responderKey: key },
    signing: { authority: wanted.authority, issuer: state.issuer, facts: facts.value },
    now: ports.clock.now(),
  });
};
