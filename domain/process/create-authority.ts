/**
 * A new authority: its key is planned and generated, its name recorded, and its certificate requested. The request then
 * goes the way of every other: officers approve it, the signer checks them.
 */
import { authority as authorityAggregate } from "../authority/decider.ts";
import type { ActiveAuthority } from "../authority/state.ts";
import { notRetired } from "../governance/state.ts";
import { toBase64url } from "../kernel/bytes.ts";
import { derivedId } from "../kernel/envelope.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { authorityStream } from "../kernel/stream.ts";
import { issuerId } from "../pki/issuer-id.ts";
import type { KeyAlgorithm } from "../pki/key-algorithm.ts";
import { encodeName, type Name } from "../pki/name.ts";
import type { Profile } from "../policy/profile.ts";
import { authorityProfile, certifyAuthority, parentOf } from "./certify-authority.ts";
import { checkAbility, makeKey, planKey } from "./generate-key.ts";
import { type Caller, handle, newWork } from "./handle.ts";
import { loadState } from "./ledger.ts";
import { issuerFacts } from "./plan-issuance.ts";
import type { Ports } from "./ports.ts";
import { ownRequestId, profileOf, type Requested, requestOwn } from "./request-own.ts";

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

/** What the profile or the module refuses later would leave an authority that can never be certified. */
const keyAlgorithm = async (
  ports: Ports,
  profile: Profile,
  wanted: KeyAlgorithm = DEFAULT_ALGORITHM,
): Promise<Result<KeyAlgorithm>> => {
  if (!profile.keyAlgorithms.includes(wanted))
    return refuse(refusal("csr.unsupported-key", "the profile does not allow this kind of key"));
  return checkAbility(ports, wanted);
};

/**
 * Creates an authority and requests its certificate. It becomes active when officers have approved the request and the
 * certificate is issued. Refuses: `authority.exists`, `authority.not-active` (parent), `name.malformed`,
 * `key.unsupported`.
 *
 * The key is planned before the authority is created: its stream is the command's own, so a command that was used for
 * something else is refused before anything of this authority is written; and an authority that exists has its key
 * planned, so recovery can finish what stopped in between.
 */
export const createAuthority = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  wanted: NewAuthority,
): Promise<Result<Requested>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const work = newWork(caller, commandId, { wanted, by: caller.actor }, basis.value.revision);
  const { id, kind } = wanted;
  const key = derivedId(work.context.command.id, "key");
  const stream = authorityStream(id);
  const planned = await planKey(ports, work, key, async () => {
    const before = await loadState(ports.store, authorityAggregate, stream);
    if (before.at !== "absent") return refuse(refusal("authority.exists", "an authority of this id exists"));
    const profile = authorityProfile(basis.value, kind);
    if (!profile.ok) return profile;
    const parent = await parentOf(ports, wanted);
    if (!parent.ok) return parent;
    const stands = wanted.parent === null ? parent : notRetired(basis.value.governance, wanted.parent);
    if (!stands.ok) return stands;
    const algorithm = await keyAlgorithm(ports, profile.value, wanted.algorithm);
    return algorithm.ok ? ok({ algorithm: algorithm.value, purpose: "authority", authority: id }) : algorithm;
  });
  if (!planned.ok) return planned;
  const name = encodeName(wanted.name);
  const created = await handle(ports, authorityAggregate, stream, work, {
    type: "Create",
    kind,
    name: toBase64url(name),
    issuer: issuerId(name),
    key,
    parent: wanted.parent,
    request: ownRequestId(work),
  });
  if (!created.ok) return created;
  const { state } = created.value;
  if (state.at === "absent") throw new TypeError("created and absent");
  return certifyAuthority(ports, work, basis.value, id, state);
};

const activeAuthority = async (ports: Ports, id: string): Promise<Result<ActiveAuthority>> => {
  const state = await loadState(ports.store, authorityAggregate, authorityStream(id));
  return state.at === "active" ? ok(state) : refuse(refusal("authority.not-active", "no such authority is active"));
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
  const work = newWork(caller, commandId, { responder: wanted, by: caller.actor }, basis.value.revision);
  const { authority } = wanted;
  const key = derivedId(work.context.command.id, "key");
  const planned = await planKey(ports, work, key, async () => {
    const issuing = await activeAuthority(ports, authority);
    if (!issuing.ok) return issuing;
    const algorithm = await keyAlgorithm(ports, profile.value, wanted.algorithm);
    return algorithm.ok ? ok({ algorithm: algorithm.value, purpose: "responder", authority }) : algorithm;
  });
  if (!planned.ok) return planned;
  const issuing = await activeAuthority(ports, authority);
  if (!issuing.ok) return issuing;
  const facts = issuerFacts(issuing.value, ports.publicUrl);
  if (!facts.ok) return facts;
  const made = await makeKey(ports, work, key);
  if (!made.ok) return made;
  return requestOwn(ports, work, {
    profile: profile.value,
    name: wanted.name,
    key,
    spki: made.value,
    purpose: { for: "responder", authority, responderKey: key },
    signing: { authority, issuer: issuing.value.issuer, facts: facts.value },
    now: ports.clock.now(),
  });
};
